import { checkout } from './paths.ts'
import { runCommand } from './run-command.ts'
import type { Runtime } from './types.ts'

/** Runs Makefile targets and shell commands on the stack of this directory. @returns what they print */
export function makeOn(directory: string, runtime: Runtime, env: NodeJS.ProcessEnv) {
  const settings = { ...env, RUNTIME: runtime, STACK_DIRECTORY: directory }
  const run = async (command: string, ...args: string[]): Promise<string> =>
    (await runCommand(command, args, { cwd: checkout, env: settings })).trim()
  return {
    make: (target: string, ...variables: string[]) => run('make', '-s', target, ...variables),
    shell: (commands: string) => run('sh', '-c', commands),
  }
}
