/** Several Redis processes without the rest of the stack, for one test file: its own directory and free ports. */
import { rmSync } from 'node:fs'
import { pathsIn, temporaryDirectory } from '../paths.ts'
import { freePort } from '../ports.ts'
import type { RedisNode, Stack, Topology } from '../types.ts'
import { handToServices, prepareRedis, servicesUser } from './prepare.ts'
import { nodeStates, redisSettings, startRedis } from './redis.ts'
import type { RunState } from './run-state.ts'
import { signalProcess, stopProcess, untilEnded } from './service-process.ts'
import { serviceSpecs } from './services.ts'
import { redisPorts } from './stack-ports.ts'
import { startService } from './start-service.ts'

export interface RedisAlone {
  /** The settings with which a backend connects, as the user `app`. */
  settings: Record<string, string>
  nodes: NonNullable<Stack['redisNodes']>
  signal(node: RedisNode, signal: NodeJS.Signals): Promise<void>
  /** Starts a killed node again and waits until it is ready. */
  start(node: RedisNode): Promise<void>
  stop(): Promise<void>
}

export async function startRedisAlone(topology: Exclude<Topology, 'single'>): Promise<RedisAlone> {
  const paths = pathsIn(temporaryDirectory())
  const ports: RunState['ports'] = {}
  for (const name of redisPorts(topology)) ports[name] = await freePort()
  const state: RunState = { ports, settings: {}, topology, backends: 0, services: {} }

  await prepareRedis(paths, state)
  const user = servicesUser(paths)
  handToServices(paths, user)
  const running = { state, specs: serviceSpecs(paths, state, user) }

  const killAll = () => {
    for (const record of Object.values(state.services)) signalProcess(record, 'SIGKILL')
  }
  process.once('exit', killAll)
  async function stop() {
    process.off('exit', killAll)
    await Promise.all(Object.values(state.services).map(stopProcess))
    rmSync(paths.directory, { recursive: true, force: true })
  }

  try {
    await startRedis(paths, state, (name) => startService(paths, running, name))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    settings: redisSettings(state, 'app', paths),
    nodes: () => nodeStates(paths, state),
    async signal(node, signal) {
      const record = state.services[node]
      if (record === undefined) throw new Error(`There is no ${node}`)
      signalProcess(record, signal)
      if (signal === 'SIGKILL') await untilEnded(record, 2_000)
    },
    start: (node) => startService(paths, running, node),
    stop,
  }
}
