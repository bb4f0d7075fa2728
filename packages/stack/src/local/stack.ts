/** The stack as local processes for one test run: its own directory and free ports. `stop` removes everything. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeOn } from '../make.ts'
import { pathsIn, temporaryDirectory } from '../paths.ts'
import { runCommand } from '../run-command.ts'
import type { Service, Stack, StackOptions } from '../types.ts'
import { bringUp, tearDown } from './lifecycle.ts'
import { familyOf } from './process-identity.ts'
import { nodeStates, operatorCli } from './redis.ts'
import { addressOf, readState, type ServiceRecord, servicesOf } from './run-state.ts'
import { signalProcess, untilEnded } from './service-process.ts'
import { startService } from './start-service.ts'

export async function startStack({
  port = 0,
  env = {},
  redis = 'single',
}: StackOptions = {}): Promise<Stack> {
  const paths = pathsIn(temporaryDirectory())
  const remove = () => rmSync(paths.directory, { recursive: true, force: true })
  // A test passes the settings that it needs; the settings of the shell do not reach it.
  const path = { PATH: process.env.PATH }
  const running = await bringUp(paths, {
    port,
    env: { ...path, PORT: String(port), TLS_PORT: '0', REDIS_TOPOLOGY: redis, ...env },
    say: () => {},
  }).catch((error: unknown) => {
    remove()
    throw error
  })
  const { state } = running
  const { make, shell } = makeOn(paths.directory, 'native', path)
  /** All processes that were started, also those that have ended. */
  const started: [Service, ServiceRecord][] = []

  /** The current processes. `make` may have started others. */
  function records(): [Service, ServiceRecord][] {
    Object.assign(state.services, readState(paths.state)?.services)
    const current = Object.entries(state.services) as [Service, ServiceRecord][]
    const isNew = ([, { pid }]: [Service, ServiceRecord]) =>
      !started.some(([, known]) => known.pid === pid)
    started.push(...current.filter(isNew))
    return current
  }
  records()

  function recordOf(service: Service): ServiceRecord {
    const [, record] = records().find(([name]) => name === service) ?? []
    if (record === undefined) throw new Error(`${service} has not been started`)
    return record
  }

  // Kills the stack when the test runner crashes.
  const killAll = () => {
    for (const [, record] of records()) signalProcess(record, 'SIGKILL')
  }
  process.once('exit', killAll)

  // A failing test can stop the stack during a start.
  const starting: Promise<unknown>[] = []
  async function untilStarted(work: Promise<unknown>): Promise<void> {
    starting.push(work)
    await work
  }

  return {
    baseUrl: addressOf(state),
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
      records()
      await untilStarted(startService(paths, running, service))
    },

    restartBackends: () => untilStarted(make('restart')),

    async probe(backend, path) {
      const response = await fetch(`http://127.0.0.1:${state.ports[backend]}${path}`)
      await response.body?.cancel()
      return response.status
    },

    async processes() {
      records()
      const found: Record<string, number[]> = {}
      for (const [service, record] of started) {
        found[service] = [...(found[service] ?? []), ...familyOf(record)]
      }
      return found
    },

    async collectLogs(target) {
      mkdirSync(target, { recursive: true })
      for (const service of servicesOf(state))
        copyFileSync(paths.logOf(service), join(target, `${service}.log`))
    },

    make,
    shell,

    async stop() {
      await Promise.allSettled(starting)
      process.off('exit', killAll)
      records()
      await tearDown(paths, state)
      remove()
    },
  }
}
