/** Removes a backend from nginx' rotation, and puts it back: runs nginx/turns.sh on local processes. */
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import { checkout, type StackPaths } from './paths.ts'

export function nginxTurns(paths: StackPaths) {
  const turns = (...args: string[]) =>
    runCommand('sh', [
      join(checkout, 'nginx', 'turns.sh'),
      join(paths.nginxConfig, 'conf.d', 'site.conf'),
      join(paths.nginx, 'nginx.pid'),
      ...args,
    ])
  return {
    /** @param address as in the site file. @returns the workers that ran before the reload */
    async without(address: string): Promise<string[]> {
      return lines(await turns('without', address))
    },
    /** @returns the workers that ran before the reload */
    withAll: async () => lines(await turns('with-all')),
    /** Settles when these workers have exited, or after the time limit of nginx/turns.sh. */
    drain: (workers: string[]) => turns('drain', ...workers),
  }
}

const lines = (output: string) => output.split('\n').filter(Boolean)
