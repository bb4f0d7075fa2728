/**
 * Which ports the test runs of this machine have chosen. Two of them at the same moment would find the same port free, as
 * nobody listens there yet; and so would one when a service of another is down, and wants its port back.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const directory = join(tmpdir(), `session-clustering-ports-${process.getuid?.() ?? ''}`)
const own = new Set<number>()

/** Until this process ends. @returns false when the port is another's, or has been reserved before */
export function reservePort(port: number): boolean {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (holderIsGone(port)) release(port)
  try {
    writeFileSync(fileOf(port), String(process.pid), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  if (own.size === 0) process.once('exit', () => own.forEach(release))
  own.add(port)
  return true
}

function fileOf(port: number): string {
  return join(directory, String(port))
}

function release(port: number): void {
  rmSync(fileOf(port), { force: true })
}

/** A process that was killed has released nothing. */
function holderIsGone(port: number): boolean {
  try {
    process.kill(Number(readFileSync(fileOf(port), 'utf8')), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
