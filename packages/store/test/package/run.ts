// Commands, run as somebody outside of this repository would run them.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

export interface RunOptions {
  cwd: string
  env?: NodeJS.ProcessEnv
}

/** What npm passes on to the scripts that it runs: its own state, and settings of this repository's .npmrc. */
const OF_THIS_REPOSITORY =
  /^(node_options|npm_config_(workspaces?|node_options|ignore_scripts|local_prefix|dry_run|json))$/i

function environment(added: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !OF_THIS_REPOSITORY.test(name))
  return { ...Object.fromEntries(inherited), ...added }
}

/** @returns the standard output, without white space around it */
export async function run(
  command: string,
  args: string[],
  { cwd, env }: RunOptions,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { cwd, env: environment(env) })
    return stdout.trim()
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, {
      cause: error,
    })
  }
}

/** Starts a server that prints its address in its first line. The caller stops it. */
export async function start(
  command: string,
  args: string[],
  { cwd, env }: RunOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = spawn(command, args, {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(server, 'close')
  let errors = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const line = once(createInterface({ input: server.stdout }), 'line')
  const url = await Promise.race([line.then(([text]) => String(text)), ended.then(() => undefined)])
  if (url === undefined) throw new Error(`${command} ${args.join(' ')} ended:\n${errors}`)
  return {
    url,
    async stop() {
      server.kill()
      await ended
    },
  }
}
