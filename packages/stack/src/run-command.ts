import { execFile } from 'node:child_process'
import { Problem } from './problem.ts'

export interface CommandOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal
}

/**
 * Runs a command without a shell, with an empty standard input, and waits for its end.
 * @returns its standard output
 * @throws Problem with the last lines of its output when the exit code is not 0
 */
export function runCommand(
  command: string,
  args: string[],
  options: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = { ...options, maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(command, args, all, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      const lines = `${stdout}${stderr}`.trim().split('\n').slice(-15).join('\n')
      reject(new Problem(lines || error.message))
    })
    child.stdin?.end()
  })
}
