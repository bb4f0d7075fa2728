/** Redis as several processes: with sentinels, or as a cluster. deploy/ starts the same processes in containers. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freePort } from '../ports.ts'
import { runCommand } from '../run-command.ts'
import type { RedisNode, Topology } from '../types.ts'
import { checkout, type StackPaths } from './paths.ts'
import type { ProcessSpec } from './service-process.ts'
import { findProgram } from './tools.ts'

/** The topology, and the port of each node. */
export interface RedisLayout {
  topology: Topology
  /** The port of each node; `bus-1` is the cluster bus port of `redis-1`. Empty for a single Redis. */
  ports: Record<string, number>
}

export interface NodeSpec extends ProcessSpec {
  isReady: () => Promise<boolean>
}

const host = '127.0.0.1'
const deploy = join(checkout, 'deploy')

const numbered = <Name extends string>(name: Name, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}-${index + 1}` as const)

const nodes = {
  single: [],
  sentinel: [...numbered('redis', 3), ...numbered('sentinel', 3)],
  cluster: numbered('redis', 6),
} satisfies Record<Topology, RedisNode[]>

/** In start order: sentinels start last. */
export function nodesOf(topology: Topology): RedisNode[] {
  return nodes[topology]
}

/** Nodes keep their ports when they restart. */
export async function chooseNodePorts(
  topology: Topology,
  before: RedisLayout | undefined,
  taken: number[],
): Promise<RedisLayout> {
  const ports: RedisLayout['ports'] = before?.topology === topology ? { ...before.ports } : {}
  const names = nodesOf(topology)
  const buses = topology === 'cluster' ? numbered('bus', names.length) : []
  for (const name of [...names, ...buses]) {
    ports[name] ??= await freePort([...taken, ...Object.values(ports)])
  }
  return { topology, ports }
}

export function nodeDirectory(paths: StackPaths, name: RedisNode): string {
  return join(paths.redis, name)
}

export function nodeSpecs(
  paths: StackPaths,
  layout: RedisLayout,
  identity: Pick<ProcessSpec, 'uid' | 'gid'>,
): Record<string, NodeSpec> {
  const { topology, ports } = layout
  return Object.fromEntries(
    nodesOf(topology).map((name) => {
      const isSentinel = name.startsWith('sentinel')
      const directory = nodeDirectory(paths, name)
      const settings = {
        PATH: path(),
        NODE_HOST: host,
        NODE_BIND: host,
        NODE_PORT: String(ports[name]),
        NODE_DIR: directory,
        NODE_CONF: join(checkout, 'deploy', 'redis', 'redis.conf'),
        NODE_SECRETS: paths.secrets,
      }
      const others =
        topology === 'sentinel'
          ? {
              NODE_SENTINELS: addresses(layout, 'sentinel'),
              NODE_FIRST_PRIMARY: `${host}:${ports['redis-1']}`,
            }
          : { NODE_BUS_PORT: String(ports[name.replace('redis', 'bus')]) }
      const env = { ...settings, ...others }
      const script = isSentinel
        ? [join(deploy, 'sentinel', 'start-sentinel.sh')]
        : [join(deploy, 'redis', 'start-node.sh'), topology]
      const check = [join(deploy, 'redis', 'check-node.sh'), isSentinel ? 'watcher' : topology]
      const isReady = () => succeeds(check, env)
      return [name, { command: 'sh', args: script, cwd: directory, env, ...identity, isReady }]
    }),
  )
}

/** Runs before the nodes start. */
export function makeNodeDirectories(paths: StackPaths, { topology }: RedisLayout): void {
  for (const name of nodesOf(topology)) {
    mkdirSync(nodeDirectory(paths, name), { recursive: true, mode: 0o700 })
  }
}

/** Runs after the nodes have started, and creates the cluster. Does nothing to a complete cluster. */
export async function joinNodes(
  paths: StackPaths,
  layout: RedisLayout,
  signal?: AbortSignal,
): Promise<void> {
  if (layout.topology !== 'cluster') return
  const script = join(deploy, 'cluster', 'create.sh')
  const all = addresses(layout, 'redis').split(',')
  const env = { PATH: path(), NODE_SECRETS: paths.secrets }
  await runCommand('sh', [script, ...all], { env, signal })
}

/** The settings with which a backend, or deploy/redis/operator-cli.sh, connects to Redis. */
export function redisSettings(layout: RedisLayout, secret: string): Record<string, string> {
  switch (layout.topology) {
    case 'single':
      return {}
    case 'sentinel':
      return {
        REDIS_SENTINELS: addresses(layout, 'sentinel'),
        REDIS_PASSWORD_FILE: secret,
        REDIS_SENTINEL_PASSWORD_FILE: secret,
      }
    case 'cluster':
      return { REDIS_CLUSTER_NODES: addresses(layout, 'redis'), REDIS_PASSWORD_FILE: secret }
  }
}

/** host:port,host:port,… */
function addresses({ topology, ports }: RedisLayout, kind: 'redis' | 'sentinel'): string {
  return nodesOf(topology)
    .filter((name) => name.startsWith(kind))
    .map((name) => `${host}:${ports[name]}`)
    .join()
}

/** The PATH of the scripts: it begins with the folder of the redis-server that this process found. */
function path(): string {
  const programs = dirname(findProgram('redis-server') ?? '/usr/bin')
  return [...new Set([programs, '/usr/local/bin', '/usr/bin', '/bin'])].join(':')
}

async function succeeds(script: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await runCommand('sh', script, { env, signal: AbortSignal.timeout(2_000) })
    return true
  } catch {
    return false
  }
}
