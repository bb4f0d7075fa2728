/** Several Redis processes without the rest of the stack, for one test file: its own folder and free ports. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import type { RedisNode, Stack, Topology } from '../types.ts'
import { startRedis } from './lifecycle.ts'
import { checkout, pathsIn } from './paths.ts'
import { handToServices } from './prepare.ts'
import { nodeStates } from './redis-cli.ts'
import { chooseNodePorts, makeNodeDirectories, redisSettings } from './redis-nodes.ts'
import type { RunState } from './run-state.ts'
import { signalProcess, stopProcess, untilEnded } from './service-process.ts'
import { serviceSpecs } from './services.ts'
import { startService } from './start-service.ts'
import { unprivilegedUser } from './unprivileged-user.ts'

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
  const directory = mkdtempSync(join(tmpdir(), 'session-clustering-'))
  chmodSync(directory, 0o711)
  const paths = pathsIn(directory)
  const redis = await chooseNodePorts(topology, undefined, [])
  const none = {
    nginx: 0,
    'backend-1': 0,
    'backend-2': 0,
    redis: 0,
    'control-1': 0,
    'control-2': 0,
    'metrics-1': 0,
    'metrics-2': 0,
  }
  const state: RunState = { ports: none, settings: {}, services: {}, redis }

  mkdirSync(paths.logs, { recursive: true })
  mkdirSync(paths.nginxConfig, { recursive: true })
  makeNodeDirectories(paths, redis)
  await runCommand('sh', [join(checkout, 'deploy', 'secrets', 'make-secrets.sh'), paths.secrets], {
    env: { ...process.env, TOPOLOGY: topology },
  })
  const needed = [
    join(checkout, 'deploy', 'redis', 'start-node.sh'),
    join(checkout, 'deploy', 'redis', 'redis.conf'),
  ]
  const user = unprivilegedUser([...needed, directory], () => {})
  handToServices(paths, user)
  const running = { state, specs: serviceSpecs(paths, state, user) }

  const killAll = () => {
    for (const record of Object.values(state.services)) signalProcess(record, 'SIGKILL')
  }
  process.once('exit', killAll)
  async function stop() {
    process.off('exit', killAll)
    await Promise.all(Object.values(state.services).map(stopProcess))
    rmSync(directory, { recursive: true, force: true })
  }

  try {
    await startRedis(paths, state, (name) => startService(paths, running, name))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    settings: redisSettings(redis, join(paths.secrets, 'redis-app-password')),
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
