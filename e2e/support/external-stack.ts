/** A stack that was started outside of the tests (BASE_URL), with the operator's redis-cli. */
import { execFile } from 'node:child_process'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { Stack } from '@session-clustering/stack/types'

const run = promisify(execFile)
const checkout = dirname(dirname(import.meta.dirname))

export function externalStack(baseUrl: string): Stack {
  const notOurs = async () => {
    throw new Error(`${baseUrl} was not started by this test: tag the test @own-stack`)
  }
  return {
    baseUrl: baseUrl.replace(/\/$/, ''),
    runtime: 'external',
    redisCli: (...args) =>
      process.env.REDIS_CLI ? byCommand(process.env.REDIS_CLI, args) : byMake(args),
    signal: notOurs,
    start: notOurs,
    restartBackends: notOurs,
    // The logs of a given stack cannot be read from here.
    collectLogs: async () => {},
    stop: async () => {},
  }
}

/** @param prefix e.g. `redis-cli -h redis --user operator` */
async function byCommand(prefix: string, args: string[]): Promise<string> {
  const [command = '', ...first] = prefix.split(' ')
  return answer(await run(command, [...first, ...args]))
}

/** Runs `make redis-cli CMD='…'` in this checkout. */
async function byMake(args: string[]): Promise<string> {
  const line = args.map((arg) => JSON.stringify(arg)).join(' ')
  return answer(await run('make', ['-s', 'redis-cli', `CMD=${line}`], { cwd: checkout }))
}

function answer({ stdout }: { stdout: string }): string {
  const text = stdout.trim()
  if (/^(\(error\) )?(ERR|NOAUTH|NOPERM|WRONGPASS|WRONGTYPE)\b/.test(text)) throw new Error(text)
  return text
}
