import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Service } from './types.ts'

export const checkout = join(import.meta.dirname, '../../..')

/** The files and folders of one stack. */
export function pathsIn(directory: string) {
  return {
    directory,
    state: join(directory, 'state.json'),
    logs: join(directory, 'logs'),
    logOf: (service: Service) => join(directory, 'logs', `${service}.log`),
    secrets: join(directory, 'secrets'),
    /** nginx' certificate and its key. */
    tls: join(directory, 'tls'),
    redis: join(directory, 'redis'),
    /** nginx' prefix: its pid file, its temporary files and a link to the page. */
    nginx: join(directory, 'nginx'),
    nginxConfig: join(directory, 'nginx', 'conf'),
  }
}

export type StackPaths = ReturnType<typeof pathsIn>

/** A new directory for a test's stack. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'session-clustering-'))
  closeToOthers(directory)
  return directory
}

/**
 * Only the owner can list the directory and open files in it. If root starts the stack, the services run as another user,
 * who must open their files: the directory then allows opening, and the mode of each file decides who can read it.
 */
export function closeToOthers(directory: string): void {
  chmodSync(directory, process.getuid?.() === 0 ? 0o711 : 0o700)
}
