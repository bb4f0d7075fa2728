import { checkout } from './paths.ts'
import { runCommand } from './run-command.ts'
import type { Runtime } from './types.ts'

/** Runs Makefile targets on the stack of this directory. @returns what they print */
export function makeOn(directory: string, runtime: Runtime, env: NodeJS.ProcessEnv) {
  return async (target: string, ...variables: string[]): Promise<string> => {
    const settings = { ...env, RUNTIME: runtime, STACK_DIRECTORY: directory }
    const output = await runCommand('make', ['-s', target, ...variables], {
      cwd: checkout,
      env: settings,
    })
    return output.trim()
  }
}
