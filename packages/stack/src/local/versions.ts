/** What the machine must have: versions of programs, and a platform for which argon2 has a binary. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../paths.ts'
import { Problem } from '../problem.ts'

export interface Minimum {
  version: readonly [major: number, minor: number]
  /** Makes the program print its version. */
  option: string
}

/** @throws Problem that names both versions. An unknown answer is accepted: the program will say what is wrong. */
export function assertNewEnough(path: string, { version, option }: Minimum, needed: string): void {
  const { stdout, stderr } = spawnSync(path, [option], { encoding: 'utf8' })
  const [found, major, minor] = /(\d+)\.(\d+)[\d.]*/.exec(`${stdout}${stderr}`) ?? []
  const [leastMajor, leastMinor] = version
  if (found === undefined || Number(major) > leastMajor) return
  if (Number(major) === leastMajor && Number(minor) >= leastMinor) return
  throw new Problem(
    `${path} is version ${found}. Please install ${needed}, or Docker, then try again.`,
  )
}

/** @throws Problem on a platform for which argon2 has no binary, such as macOS on Intel */
export function assertBinaries(platform = `${process.platform}-${process.arch}`): void {
  const argon2 = join(checkout, 'node_modules', 'argon2')
  const folders = [join(argon2, 'prebuilds', platform), join(argon2, 'build')]
  if (folders.some((folder) => existsSync(folder))) return
  throw new Problem(
    `The package argon2 has no binary for ${platform}. Please use Docker, or build it with \`npm rebuild argon2\`.`,
  )
}
