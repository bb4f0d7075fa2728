import { spawn } from 'node:child_process'
import { Problem } from './problem.ts'

export interface CommandOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal | undefined
}

/**
 * Runs a command without a shell, and waits for its end.
 * @returns its standard output
 * @throws Problem with the last lines of its output when the exit code is not 0
 */
export function runCommand(
  command: string,
  args: string[],
  { cwd, env, signal }: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal === undefined ? {} : { signal }),
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let everything = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      everything += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      everything += text
    })
    child.on('error', reject)
    child.on('close', (code, killedBy) => {
      if (code === 0) resolve(output)
      else {
        const lines = everything.trim().split('\n').slice(-15).join('\n')
        reject(new Problem(lines || `${command} ended with ${code ?? killedBy}.`))
      }
    })
  })
}
