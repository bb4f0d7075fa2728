/** Takes a backend out of nginx' turns, and puts it back: nginx/turns.sh, for local processes. */
import { join } from 'node:path'
import { checkout, type StackPaths } from './paths.ts'
import { runCommand } from './run-command.ts'

export function nginxTurns(paths: StackPaths) {
  const turns = (...args: string[]) =>
    runCommand('sh', [
      join(checkout, 'nginx', 'turns.sh'),
      join(paths.nginxConfig, 'conf.d', 'site.conf'),
      join(paths.nginx, 'nginx.pid'),
      ...args,
    ])
  return {
    /** @param address as the site file names the server. @returns nginx' workers until then */
    async without(address: string): Promise<string[]> {
      return lines(await turns('without', address))
    },
    /** @returns nginx' workers until then */
    withAll: async () => lines(await turns('with-all')),
    /** Settles when these workers have ended. */
    drain: (workers: string[]) => turns('drain', ...workers),
  }
}

const lines = (output: string) => output.split('\n').filter(Boolean)
