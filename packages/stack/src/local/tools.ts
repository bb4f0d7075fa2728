/** The programs that a native stack needs. On Debian and Ubuntu missing ones are installed. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Problem, reason } from '../problem.ts'
import { runCommand } from '../run-command.ts'
import { assertNewEnough, type Minimum } from './versions.ts'

interface Tool {
  /** One of these is enough. */
  programs: string[]
  packages: string[]
  /** What to install on systems without these packages. */
  elsewhere: string
  minimum?: Minimum
}

const tools = {
  nginx: {
    programs: ['nginx'],
    packages: ['nginx'],
    elsewhere: 'nginx 1.22 or newer',
    // The oldest tested one. The option -e needs 1.19.5.
    minimum: { version: [1, 22], option: '-v' },
  },
  redis: {
    programs: ['redis-server'],
    packages: ['redis-server'],
    elsewhere: 'Redis 7 or newer',
    // hash-max-listpack-value, and ACL rules of subcommands.
    minimum: { version: [7, 0], option: '--version' },
  },
  openssl: { programs: ['openssl'], packages: ['openssl'], elsewhere: 'OpenSSL' },
  java: {
    // Maven compiles with it. It comes with a `java` of its version.
    programs: ['javac'],
    packages: ['default-jdk-headless'],
    elsewhere: 'a JDK of Java 17 or newer',
    minimum: { version: [17, 0], option: '-version' },
  },
  maven: {
    programs: ['mvn'],
    packages: ['maven'],
    elsewhere: 'Maven 3.6.3 or newer',
    // The oldest that Spring Boot's plugin supports.
    minimum: { version: [3, 6], option: '--version' },
  },
  chromium: {
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    // The tests also take screenshots of the Korean page: without a CJK font they show boxes.
    packages: ['chromium', 'fonts-noto-cjk'],
    elsewhere: 'Chromium with `npx playwright install chromium`',
  },
} satisfies Record<string, Tool>

export type ToolName = keyof typeof tools

export function isToolName(name: string): name is ToolName {
  return Object.hasOwn(tools, name)
}

/** @returns the program's path; also searches the system directories that a user's PATH may lack */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  return [...path.split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']
    .map((directory) => join(directory, name))
    .find(isExecutable)
}

/** @throws Problem that says what to install when it cannot be installed from here */
export async function ensureTools(wanted: ToolName[], say: (line: string) => void): Promise<void> {
  const all: Tool[] = wanted.map((name) => tools[name])
  const missing = all.filter((tool) => !isInstalled(tool))
  if (missing.length > 0) await install(missing, say)
  for (const { programs, elsewhere, minimum } of all) {
    const path = programs.map((name) => findProgram(name)).find(Boolean)
    if (path && minimum) assertNewEnough(path, minimum, elsewhere)
  }
}

async function install(missing: Tool[], say: (line: string) => void): Promise<void> {
  const packages = missing.flatMap((tool) => tool.packages)
  const asRoot = hasPackages(missing) ? howToBeRoot() : undefined
  if (asRoot === undefined) throw new Problem(whatToInstall(missing))

  say(`Installing ${packages.join(', ')} from the distribution's packages`)
  const [command = 'sh', ...args] = [
    ...asRoot,
    join(import.meta.dirname, '../..', 'apt-install.sh'),
  ]
  try {
    await runCommand(command, [...args, ...packages])
  } catch (error) {
    throw new Problem(`${reason(error)}\nCould not install ${packages.join(', ')}: see above.`)
  }
  if (!missing.every(isInstalled)) throw new Problem(whatToInstall(missing))
}

function whatToInstall(missing: Tool[]): string {
  const command = hasPackages(missing)
    ? `run \`apt-get install ${missing.flatMap((tool) => tool.packages).join(' ')}\` as root`
    : `install ${missing.map((tool) => tool.elsewhere).join(' and ')}`
  return `Missing on this machine: ${missing.map((tool) => tool.programs[0]).join(', ')}. Please ${command}, then try again.`
}

/** Ubuntu's packages of Chromium only install it from the snap store, and that one cannot open the tests' files. */
function hasPackages(missing: Tool[]): boolean {
  if (!existsSync('/etc/debian_version')) return false
  const isUbuntu = readFileSync('/etc/os-release', 'utf8').includes('ID=ubuntu')
  return !isUbuntu || !missing.includes(tools.chromium)
}

function isInstalled(tool: Tool): boolean {
  return tool.programs.some((name) => {
    const path = findProgram(name)
    // Without the snap, Ubuntu's program only prints how to install it.
    return path !== undefined && (tool !== tools.chromium || canRun(path))
  })
}

function canRun(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

/** @returns the beginning of a command that runs a shell script as root; undefined when this is not possible */
function howToBeRoot(): string[] | undefined {
  if (process.getuid?.() === 0) return ['sh']
  // -n: sudo never asks for a password, because the terminal may be unattended.
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' })
  return sudo.status === 0 ? ['sudo', '-n', 'sh'] : undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
