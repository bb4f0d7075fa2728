import { join } from 'node:path'
import type { RedisNode, Service } from '../types.ts'

export const checkout = join(import.meta.dirname, '../../../..')

/** The state of `make up`. */
export const runDirectory = join(checkout, '.run')

/** The files and folders of one stack. */
export function pathsIn(directory: string) {
  return {
    directory,
    state: join(directory, 'state.json'),
    logs: join(directory, 'logs'),
    logOf: (service: Service | RedisNode) => join(directory, 'logs', `${service}.log`),
    secrets: join(directory, 'secrets'),
    /** nginx' certificate and its key. */
    tls: join(directory, 'tls'),
    redis: join(directory, 'redis'),
    /** nginx' prefix: its pid file, its temporary files and a link to the page. */
    nginx: join(directory, 'nginx'),
    nginxConfig: join(directory, 'nginx', 'conf'),
    webBuildLog: join(directory, 'logs', 'web-build.log'),
  }
}

export type StackPaths = ReturnType<typeof pathsIn>
