/** The stack as local processes for one test run: its own folder and free ports. `stop` removes everything. */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import type { RedisNode, Service, Stack, StackOptions } from '../types.ts'
import { bringUp, restartBackends, servicesOf, tearDown } from './lifecycle.ts'
import { pathsIn } from './paths.ts'
import { familyOf } from './process-identity.ts'
import { nodeStates, operatorCli } from './redis-cli.ts'
import { addressOf, type ServiceRecord } from './run-state.ts'
import { signalProcess, untilEnded } from './service-process.ts'
import { startService } from './start-service.ts'

export type { Service, Stack, StackOptions } from '../types.ts'

export async function startStack({
  port = 0,
  env = {},
  redis = 'single',
}: StackOptions = {}): Promise<Stack> {
  const directory = mkdtempSync(join(tmpdir(), 'session-clustering-'))
  // 711: the services may run as another user, who must be able to open files in this folder.
  chmodSync(directory, 0o711)
  const paths = pathsIn(directory)
  const remove = () => rmSync(directory, { recursive: true, force: true })

  const running = await bringUp(paths, {
    port,
    // A test passes the settings that it needs; the settings of the shell do not reach it.
    env: {
      ...{ PATH: process.env.PATH, PORT: String(port), TLS_PORT: '0', REDIS_TOPOLOGY: redis },
      ...env,
    },
    say: () => {},
  }).catch((error: unknown) => {
    remove()
    throw error
  })
  const { state } = running

  // Kills the stack when the test runner crashes.
  const killAll = () => {
    for (const record of Object.values(state.services)) signalProcess(record, 'SIGKILL')
  }
  process.once('exit', killAll)

  const recordOf = (service: Service | RedisNode): ServiceRecord => {
    const record = state.services[service]
    if (record === undefined) throw new Error(`${service} has not been started`)
    return record
  }

  // A failing test can stop the stack during a start. Abort the start first: an unfinished start has no record to stop.
  const stopping = new AbortController()
  const starting: Promise<void>[] = []
  const untilStopped = (work: (signal: AbortSignal) => Promise<void>) => {
    const promise = work(stopping.signal)
    starting.push(promise)
    return promise
  }

  const former: [Service | RedisNode, ServiceRecord][] = []

  return {
    baseUrl: addressOf(state, '127.0.0.1'),
    runtime: 'native',

    async redisCli(...args) {
      // -e: redis-cli exits with an error code when Redis answers with an error.
      const { script, env } = operatorCli(paths, state)
      return (await runCommand('sh', [script, '-e', ...args], { env })).trim()
    },

    redisNodes: () => nodeStates(paths, state),

    async signal(service, signal) {
      const record = recordOf(service)
      signalProcess(record, signal)
      if (signal === 'SIGKILL') await untilEnded(record, 2_000)
    },

    async start(service) {
      former.push([service, recordOf(service)])
      await untilStopped((signal) => startService(paths, running, service, signal))
    },

    async restartBackends() {
      for (const backend of ['backend-1', 'backend-2'] as const) {
        former.push([backend, recordOf(backend)])
      }
      await untilStopped((signal) => restartBackends(paths, running, { signal }))
    },

    async probe(service, path) {
      const response = await fetch(`http://127.0.0.1:${state.ports[service]}${path}`)
      await response.body?.cancel()
      return response.status
    },

    async processes() {
      const found: Record<string, number[]> = {}
      const current = servicesOf(state).map((service) => [service, recordOf(service)] as const)
      for (const [service, record] of [...former, ...current]) {
        found[service] = [...(found[service] ?? []), ...familyOf(record)]
      }
      return found
    },

    async collectLogs(target) {
      mkdirSync(target, { recursive: true })
      for (const service of servicesOf(state))
        copyFileSync(paths.logOf(service), join(target, `${service}.log`))
    },

    async stop() {
      stopping.abort()
      await Promise.allSettled(starting)
      process.off('exit', killAll)
      await tearDown(paths, state)
      remove()
    },
  }
}
