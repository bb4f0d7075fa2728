/**
 * Reserves ports between the test runs of one machine. A port is free until a service listens on it, so two runs that
 * start together would choose the same one. A stopped service also needs its port again later.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const directory = join(tmpdir(), `session-clustering-ports-${process.getuid?.() ?? ''}`)
const own = new Set<number>()

/** Holds until this process ends. @returns false when the port is reserved already */
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

/** A killed process has not removed its reservation. */
function holderIsGone(port: number): boolean {
  try {
    process.kill(Number(readFileSync(fileOf(port), 'utf8')), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
