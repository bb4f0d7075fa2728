import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, startOf } from './process-identity.ts'

/** Runs `work` while no other process holds the same lock file. The lock of a dead process is ignored. */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true })
  while (!take(file)) {
    await delay(100, undefined, { signal })
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string): boolean {
  const ownFile = `${file}.${process.pid}`
  writeFileSync(ownFile, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
  try {
    // link(2) is atomic and fails when the file exists.
    linkSync(ownFile, file)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (!holderLives(file)) rmSync(file, { force: true })
    return false
  } finally {
    rmSync(ownFile, { force: true })
  }
}

function holderLives(file: string): boolean {
  try {
    return isAlive(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return false
  }
}
