/** The Redis processes of a stack: how they start, and how others connect to them. */
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkout, type StackPaths } from '../paths.ts'
import { nodesOf, redisServices, stateIn, stateQuestion } from '../redis-nodes.ts'
import { runCommand } from '../run-command.ts'
import type { RedisNode, RedisNodeState, Service } from '../types.ts'
import type { RunState } from './run-state.ts'
import type { ProcessSpec } from './service-process.ts'
import { findProgram } from './tools.ts'

export type RedisLayout = Pick<RunState, 'ports' | 'topology'>
type RedisSpec = ProcessSpec & { isReady: () => Promise<boolean> }

const host = '127.0.0.1'
const deploy = join(checkout, 'deploy')
const redisConf = join(deploy, 'redis', 'redis.conf')

export function redisSpecs(paths: StackPaths, layout: RedisLayout): [Service, RedisSpec][] {
  if (layout.topology === 'single') return [['redis', singleSpec(paths, layout)]]
  return nodesOf(layout.topology).map((name) => [name, nodeSpec(paths, layout, name)])
}

function singleSpec(paths: StackPaths, { ports, topology }: RedisLayout): RedisSpec {
  return {
    command: findProgram('redis-server') ?? 'redis-server',
    args: [
      redisConf,
      ...['--bind', host],
      ...['--port', String(ports.redis)],
      ...['--dir', paths.redis],
      ...['--aclfile', join(paths.secrets, 'users.acl')],
    ],
    cwd: paths.redis,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    isReady: () =>
      askNode(paths, { ports, topology }, 'redis', 'PING').then(
        (answer) => answer.trim() === 'PONG',
        () => false,
      ),
  }
}

/** The same scripts start the nodes in containers. */
function nodeSpec(paths: StackPaths, layout: RedisLayout, name: RedisNode): RedisSpec {
  const { topology, ports } = layout
  const isSentinel = name.startsWith('sentinel')
  const directory = join(paths.redis, name)
  const env = {
    PATH: path(),
    NODE_HOST: host,
    NODE_BIND: host,
    NODE_PORT: String(ports[name]),
    NODE_DIR: directory,
    NODE_CONF: redisConf,
    NODE_SECRETS: paths.secrets,
    ...(topology === 'sentinel'
      ? {
          NODE_SENTINELS: addresses(layout, 'sentinel').join(),
          NODE_FIRST_PRIMARY: `${host}:${ports['redis-1']}`,
        }
      : { NODE_BUS_PORT: String(ports[name.replace('redis', 'bus')]) }),
  }
  const script = isSentinel
    ? [join(deploy, 'sentinel', 'start-sentinel.sh')]
    : [join(deploy, 'redis', 'start-node.sh'), topology]
  const check = [join(deploy, 'redis', 'check-node.sh'), isSentinel ? 'watcher' : topology]
  return {
    command: 'sh',
    args: script,
    cwd: directory,
    env,
    isReady: () =>
      runCommand('sh', check, { env, signal: AbortSignal.timeout(2_000) }).then(
        () => true,
        () => false,
      ),
  }
}

/** Runs before the processes start. */
export function makeRedisDirectories(paths: StackPaths, { topology }: RedisLayout): void {
  mkdirSync(paths.redis, { recursive: true })
  for (const name of nodesOf(topology)) {
    mkdirSync(join(paths.redis, name), { recursive: true, mode: 0o700 })
  }
}

/** Starts all Redis processes of a stack, and creates the cluster. */
export async function startRedis(
  paths: StackPaths,
  layout: RedisLayout,
  start: (service: Service) => Promise<void>,
): Promise<void> {
  const isSentinel = (service: Service) => service.startsWith('sentinel')
  const all = redisServices(layout.topology)
  await allOf(all.filter((service) => !isSentinel(service)).map(start))
  // Sentinels start after the replicas: a sentinel updates its list of replicas only every 10 s.
  await allOf(all.filter(isSentinel).map(start))
  if (layout.topology === 'cluster') {
    const script = join(deploy, 'cluster', 'create.sh')
    const env = { PATH: path(), NODE_SECRETS: paths.secrets }
    await runCommand('sh', [script, ...addresses(layout, 'redis')], { env })
  }
}

/** Waits for all promises before it rejects: a service that is still starting could not be stopped. */
export async function allOf(work: Promise<void>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}

/** The settings with which a backend, or deploy/redis/operator-cli.sh, connects to Redis. */
export function redisSettings(
  layout: RedisLayout,
  user: 'app' | 'operator',
  { secrets }: StackPaths,
): Record<string, string> {
  const common = {
    // Empty: the shell may have others, for another program.
    ...{ REDIS_URL: '', REDIS_SENTINELS: '', REDIS_CLUSTER_NODES: '' },
    REDIS_PASSWORD_FILE: join(secrets, `redis-${user}-password`),
  }
  switch (layout.topology) {
    case 'single':
      return { ...common, REDIS_URL: `redis://${user}@${host}:${layout.ports.redis}` }
    case 'sentinel':
      return {
        ...common,
        REDIS_USER: user,
        REDIS_SENTINELS: addresses(layout, 'sentinel').join(),
        REDIS_SENTINEL_PASSWORD_FILE: common.REDIS_PASSWORD_FILE,
      }
    case 'cluster':
      return {
        ...common,
        REDIS_USER: user,
        REDIS_CLUSTER_NODES: addresses(layout, 'redis').join(),
      }
  }
}

/** redis-cli as the operator. deploy/redis/operator-cli.sh finds the right node. */
export function operatorCli(paths: StackPaths, layout: RedisLayout) {
  const env = {
    ...withLogin(paths),
    REDIS_HOST: host,
    REDIS_PORT: String(layout.ports.redis),
    ...redisSettings(layout, 'operator', paths),
  }
  return { script: join(deploy, 'redis', 'operator-cli.sh'), env }
}

/** Runs one command on one Redis process, as the operator. @throws when Redis answers an error */
export function askNode(
  paths: StackPaths,
  { ports }: RedisLayout,
  name: Service,
  ...command: string[]
): Promise<string> {
  const args = ['-e', '-h', host, '-p', String(ports[name]), '--user', 'operator', ...command]
  return runCommand(redisCliProgram(), args, {
    env: withLogin(paths),
    signal: AbortSignal.timeout(2_000),
  })
}

/** The state of every Redis that answers. */
export async function nodeStates(
  paths: StackPaths,
  layout: RedisLayout,
): Promise<RedisNodeState[]> {
  const question = stateQuestion(layout.topology)
  const asked = redisServices(layout.topology).map(async (name) =>
    stateIn(name, await askNode(paths, layout, name, ...question).catch(() => '')),
  )
  return (await Promise.all(asked)).flat()
}

export function redisCliProgram(): string {
  return findProgram('redis-cli') ?? 'redis-cli'
}

/** The operator's password as a variable: other users can read the command line of a process. */
function withLogin({ secrets }: StackPaths): NodeJS.ProcessEnv {
  const password = readFileSync(join(secrets, 'redis-operator-password'), 'utf8').trim()
  return { ...process.env, REDISCLI_AUTH: password }
}

/** host:port of each node */
function addresses({ topology, ports }: RedisLayout, kind: 'redis' | 'sentinel'): string[] {
  return nodesOf(topology)
    .filter((name) => name.startsWith(kind))
    .map((name) => `${host}:${ports[name]}`)
}

/** The PATH of the scripts: it begins with the folder of the redis-server that this process found. */
function path(): string {
  const programs = dirname(findProgram('redis-server') ?? '/usr/bin')
  return [...new Set([programs, '/usr/local/bin', '/usr/bin', '/bin'])].join(':')
}
