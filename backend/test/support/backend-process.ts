// Runs a backend as its own process, for tests that kill it, freeze it or shift its clock.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Env, QUIET, ready, secretsFile } from './backend.ts'

export type BackendProcess = Awaited<ReturnType<typeof startProcess>>

const SERVER = fileURLToPath(new URL('../../src/server.ts', import.meta.url))
const SHIFT_CLOCK = new URL('./shift-clock.ts', import.meta.url).href

export async function startProcess(
  name: string,
  redisUrl: string,
  { secrets = [], clockShiftMs = 0, untilReady = true, ...env }: ProcessOptions = {},
) {
  const file = secretsFile(...secrets)
  const backend = run(
    {
      ...QUIET,
      SERVER_NAME: name,
      REDIS_URL: redisUrl,
      COOKIE_SECRETS_FILE: file.path,
      PORT: '0',
      LOG_LEVEL: 'info',
      CLOCK_SHIFT_MS: String(clockShiftMs),
      ...env.env,
    },
    clockShiftMs === 0 ? [] : ['--import', SHIFT_CLOCK],
  )
  const close = async () => {
    await backend.end('SIGKILL')
    file.remove()
  }
  try {
    const url = await backend.listening
    if (untilReady) await ready(url)
    return { ...backend, url, close }
  } catch (error) {
    await close()
    throw error
  }
}

export interface ProcessOptions {
  env?: Env
  secrets?: string[]
  /** The difference of its clock to the real time. */
  clockShiftMs?: number
  /** `false`: return when the process listens, whether it reaches Redis or not. */
  untilReady?: boolean
}

/** Runs server.ts with only these settings. NODE_OPTIONS makes packages run from their sources. */
export function run(env: Env, nodeOptions: string[] = []) {
  const child = spawn(process.execPath, [...nodeOptions, SERVER], {
    env: { PATH: process.env.PATH, NODE_OPTIONS: process.env.NODE_OPTIONS, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  const listening = Promise.withResolvers<string>()
  createInterface(child.stdout).on('line', (line) => {
    output += `${line}\n`
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (url && line.includes('listening')) listening.resolve(url)
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text
  })
  // `close`, not `exit`: it comes after all output has been read.
  const exited = once(child, 'close').then(([code]) => code as number | null)
  exited.then((code) => listening.reject(new Error(`Exited with ${code}: ${output}${errors}`)))
  // A caller may not wait for `listening`: avoid an unhandled rejection.
  listening.promise.catch(() => {})
  return {
    pid: child.pid ?? 0,
    listening: listening.promise,
    /** Settles with the exit code. */
    exited,
    output: () => output + errors,
    stderr: () => errors,
    signal: (signal: NodeJS.Signals) => void child.kill(signal),
    /** @returns the exit code, `null` when the signal ended the process */
    end(signal: NodeJS.Signals) {
      child.kill(signal)
      return exited
    },
  }
}
