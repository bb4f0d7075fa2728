/** The programs that a native stack needs. On Debian and Ubuntu missing ones are installed. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Problem, reason } from '../problem.ts'
import { runCommand } from '../run-command.ts'

interface Tool {
  /** One of these is enough. */
  programs: string[]
  packages: string[]
  elsewhere: string
}

const tools = {
  nginx: { programs: ['nginx'], packages: ['nginx'], elsewhere: 'nginx 1.22 or newer' },
  redis: { programs: ['redis-server'], packages: ['redis-server'], elsewhere: 'Redis 7 or newer' },
  openssl: { programs: ['openssl'], packages: ['openssl'], elsewhere: 'OpenSSL' },
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
  const missing = wanted.map((name) => tools[name]).filter((tool) => !isInstalled(tool))
  if (missing.length === 0) return
  const packages = missing.flatMap((tool) => tool.packages)
  const asRoot = existsSync('/etc/debian_version') ? howToBeRoot() : undefined
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
  const command = existsSync('/etc/debian_version')
    ? `run \`apt-get install ${missing.flatMap((tool) => tool.packages).join(' ')}\` as root`
    : `install ${missing.map((tool) => tool.elsewhere).join(' and ')}`
  return `Missing on this machine: ${missing.map((tool) => tool.programs[0]).join(', ')}. Please ${command}, then try again.`
}

function isInstalled(tool: Tool): boolean {
  return tool.programs.some((name) => findProgram(name) !== undefined)
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
