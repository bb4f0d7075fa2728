/** Starts and stops a stack of local processes. */
import type { StackPaths } from '../paths.ts'
import { checkedSettings } from '../settings.ts'
import type { Service, Topology } from '../types.ts'
import { prepare, servicesUser } from './prepare.ts'
import { allOf, startRedis } from './redis.ts'
import { type RunState, readState, removeState, servicesOf, stateOf } from './run-state.ts'
import { stopProcess } from './service-process.ts'
import { serviceSpecs } from './services.ts'
import { choosePorts } from './stack-ports.ts'
import { isCurrent, type RunningStack, startService } from './start-service.ts'
import { ensureTools, type ToolName } from './tools.ts'
import { assertBinaries } from './versions.ts'

export interface UpOptions {
  /** 0: the port of the running stack, or else a free one. */
  port: number
  env: NodeJS.ProcessEnv
  say: (line: string) => void
  signal?: AbortSignal | undefined
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
  assertBinaries()
  const before = readState(paths.state)
  const withTls = settings.TLS === 'on'
  const topology = (env.REDIS_TOPOLOGY || 'single') as Topology
  const backends = Number(env.BACKENDS || 2)
  const https = withTls ? Number(env.TLS_PORT || 8443) : undefined
  const ports = await choosePorts({ http: port, https }, topology, backends, settings, before)
  const tools: ToolName[] = ['nginx', 'redis']
  if (withTls) tools.push('openssl')
  if (settings.SPRING === 'on') tools.push('java', 'maven')
  await ensureTools(tools, say)
  const state: RunState = { ports, settings, topology, backends, services: before?.services ?? {} }
  const specs = serviceSpecs(paths, state, await prepare(paths, state, env, say))

  const outdated = servicesOf(state).filter(
    (service) => !isCurrent(state.services[service], specs[service]),
  )
  signal?.throwIfAborted()
  const start = async (service: Service) => {
    if (outdated.includes(service)) await startService(paths, { state, specs }, service, signal)
  }
  if (outdated.length > 0) say(`Starting ${outdated.join(', ')}`)
  try {
    await stopOthers(state)
    await startRedis(paths, state, start)
    await allOf(
      servicesOf(state)
        .filter((service) => /^(backend|spring)/.test(service))
        .map(start),
    )
    await start('nginx')
  } catch (error) {
    await tearDown(paths, state)
    throw error
  }
  return { state, specs }
}

/** The running stack with its stored settings. @throws Problem when no stack was started */
export function runningStack(paths: StackPaths): RunningStack {
  const state = stateOf(paths)
  return { state, specs: serviceSpecs(paths, state, servicesUser(paths)) }
}

/** Stops the services in an order that lets open requests finish, and deletes the state file. */
export async function tearDown(paths: StackPaths, { services }: RunState): Promise<void> {
  const { nginx, ...others } = services
  const stopAll = (are: RegExp) =>
    Object.entries(others).map(([name, record]) => are.test(name) && stopProcess(record))
  if (nginx !== undefined) await stopProcess(nginx)
  await Promise.all(stopAll(/^(backend|spring)/))
  await Promise.all(stopAll(/^(redis|sentinel)/))
  removeState(paths.state)
}

/** Stops services that the stack no longer has: of another Redis topology, or backends that are too many. */
async function stopOthers(state: RunState): Promise<void> {
  const wanted: string[] = servicesOf(state)
  for (const [name, record] of Object.entries(state.services)) {
    if (wanted.includes(name)) continue
    await stopProcess(record)
    delete state.services[name]
  }
}
