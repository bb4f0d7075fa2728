/** Starts and stops a stack, and single services of it. */

import { Problem } from '../problem.ts'
import { checkedSettings } from '../settings.ts'
import type { RedisNode, Service, Topology } from '../types.ts'
import { makeCertificate } from './certificate.ts'
import { nginxTurns } from './nginx-turns.ts'
import type { StackPaths } from './paths.ts'
import { prepare } from './prepare.ts'
import { chooseNodePorts, joinNodes, nodesOf } from './redis-nodes.ts'
import { type RestartSteps, restartInTurn } from './rolling-restart.ts'
import {
  addressOf,
  type RunState,
  readState,
  removeState,
  type ServiceRecord,
} from './run-state.ts'
import { stopProcess } from './service-process.ts'
import { serviceSpecs } from './services.ts'
import { choosePorts } from './stack-ports.ts'
import { isCurrent, type RunningStack, startService } from './start-service.ts'
import { ensureTools } from './tools.ts'

export interface UpOptions {
  /** 0: the port of the running stack, or else a free one. */
  port: number
  env: NodeJS.ProcessEnv
  say: (line: string) => void
  signal?: AbortSignal | undefined
}

/** The services that are Redis or Sentinel processes. */
export function redisServices({ redis }: Pick<RunState, 'redis'>): (Service | RedisNode)[] {
  return redis.topology === 'single' ? ['redis'] : nodesOf(redis.topology)
}

/** All services, in start order. */
export function servicesOf(state: Pick<RunState, 'redis'>): (Service | RedisNode)[] {
  return [...redisServices(state), 'backend-1', 'backend-2', 'nginx']
}

/**
 * Starts services that do not run, and restarts services whose settings or sources have changed. If it fails, it stops
 * everything, unless it had changed nothing yet.
 */
export async function bringUp(
  paths: StackPaths,
  { port, env, say, signal }: UpOptions,
): Promise<RunningStack> {
  const settings = await checkedSettings(env)
  const before = readState(paths.state)
  const withTls = settings.TLS === 'on'
  const https = withTls ? Number(env.TLS_PORT || 8443) : undefined
  const ports = await choosePorts({ http: port, https }, before)
  await ensureTools(['nginx', 'redis', ...(withTls ? (['openssl'] as const) : [])], say, signal)
  if (withTls) await makeCertificate(paths, env, signal)
  const topology = (env.REDIS_TOPOLOGY || 'single') as Topology
  const redis = await chooseNodePorts(topology, before?.redis, Object.values(ports))
  const state: RunState = { ports, settings, services: before?.services ?? {}, redis }
  const user = await prepare(paths, state, say, signal)
  const specs = serviceSpecs(paths, state, user)

  const outdated = servicesOf(state).filter(
    (service) => !isCurrent(state.services[service], specs[service]),
  )
  if (outdated.length === 0) return { state, specs }
  try {
    say(`Starting ${outdated.join(', ')}`)
    const start = (service: Service | RedisNode) =>
      outdated.includes(service)
        ? startService(paths, { state, specs }, service, signal)
        : undefined
    await stopOthers(state)
    await startRedis(paths, state, start, signal)
    await Promise.all([start('backend-1'), start('backend-2')])
    await start('nginx')
  } catch (error) {
    await tearDown(paths, state)
    throw error
  }
  return { state, specs }
}

/** Starts all Redis processes of a stack, and joins them into one topology. */
export async function startRedis(
  paths: StackPaths,
  state: RunState,
  start: (service: Service | RedisNode) => Promise<void> | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const isSentinel = (service: Service | RedisNode) => service.startsWith('sentinel')
  const all = redisServices(state)
  await allOf(all.filter((service) => !isSentinel(service)).map(start))
  // Sentinels start after the replicas: a sentinel updates its list of replicas only every 10 s.
  await allOf(all.filter(isSentinel).map(start))
  await joinNodes(paths, state.redis, signal)
}

/** Starts one service of a running stack with the stack's stored settings. */
export async function startAlone(
  paths: StackPaths,
  service: Service | RedisNode,
  say: (line: string) => void,
): Promise<void> {
  await startService(paths, await stackThatIsUp(paths, say), service)
}

/** @throws Problem when no stack was started */
export async function stackThatIsUp(
  paths: StackPaths,
  say: (line: string) => void,
): Promise<RunningStack> {
  const state = stateOf(paths)
  const user = await prepare(paths, state, say)
  return { state, specs: serviceSpecs(paths, state, user) }
}

/** Restarts the backends one after the other with the stack's stored settings. No request fails. */
export async function restartBackends(
  paths: StackPaths,
  stack: RunningStack,
  { say = () => {}, signal }: { say?: (line: string) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const turns = nginxTurns(paths)
  const steps: RestartSteps = {
    async takeOut(backend) {
      const workers = await turns.without(`127.0.0.1:${stack.state.ports[backend]}`)
      return async () => void (await turns.drain(workers))
    },
    putBack: async () => void (await turns.withAll()),
    stop: (backend) => stopAlone(paths, backend),
    start: (backend) => startService(paths, stack, backend, signal),
  }
  await restartInTurn(steps, addressOf(stack.state, '127.0.0.1'), say)
}

export async function stopAlone(paths: StackPaths, service: Service | RedisNode): Promise<void> {
  const record = stateOf(paths).services[service]
  if (record !== undefined) await stopProcess(record)
}

/** @throws Problem when no stack was started */
export function stateOf(paths: StackPaths): RunState {
  const state = readState(paths.state)
  if (state === undefined) throw new Problem('Nothing is running: make up starts it.')
  return state
}

/** Stops the services in an order that lets open requests finish, and deletes the state file. */
export async function tearDown(paths: StackPaths, state: RunState): Promise<void> {
  const { nginx, 'backend-1': one, 'backend-2': two, ...redis } = state.services
  await stopAll(nginx)
  await stopAll(one, two)
  await stopAll(...Object.values(redis))
  removeState(paths.state)
}

/** Waits for all promises before it rejects: a service that is still starting could not be stopped. */
async function allOf(work: (Promise<void> | undefined)[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}

async function stopAll(...records: (ServiceRecord | undefined)[]): Promise<void> {
  await Promise.all(records.map((record) => (record ? stopProcess(record) : undefined)))
}

/** Stops the services of the previous Redis topology. */
async function stopOthers(state: RunState): Promise<void> {
  const wanted = new Set<string>(servicesOf(state))
  const others = Object.entries(state.services).filter(([name]) => !wanted.has(name))
  await stopAll(...others.map(([, record]) => record))
  for (const [name] of others) delete state.services[name as Service]
}
