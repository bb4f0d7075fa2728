/** The services as local processes, with the same programs and settings as in Compose. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import type { RedisNode, Service } from '../types.ts'
import { checkout, type StackPaths } from './paths.ts'
import { redisCliArguments, redisCliEnvironment, redisCliProgram } from './redis-cli.ts'
import { nodeSpecs, redisSettings } from './redis-nodes.ts'
import type { RunState } from './run-state.ts'
import type { ProcessSpec } from './service-process.ts'
import { findProgram } from './tools.ts'
import type { User } from './unprivileged-user.ts'

export interface ServiceSpec extends ProcessSpec {
  /** Changes when the service must be restarted: settings, sources, configuration. */
  fingerprint: string
  isReady: () => Promise<boolean>
}

const backend = join(checkout, 'backend')
const storeSources = join(checkout, 'packages', 'store', 'src')
const host = '127.0.0.1'

export type ServiceSpecs = Partial<Record<Service | RedisNode, ServiceSpec>>

export function serviceSpecs(
  paths: StackPaths,
  { ports, settings, redis }: Pick<RunState, 'ports' | 'settings' | 'redis'>,
  user: User | undefined,
): ServiceSpecs {
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid }
  // A fixed PATH: with the shell's PATH, another shell would change the fingerprint and restart everything.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin' }
  const redisConfig = join(checkout, 'deploy', 'redis', 'redis.conf')
  const userList = join(paths.secrets, 'users.acl')

  const password = join(paths.secrets, 'redis-app-password')
  const certificate = ports.tls === undefined ? [] : [join(paths.tls, 'certificate.pem')]

  const backendSpec = (name: 'backend-1' | 'backend-2', number: 1 | 2) =>
    withFingerprint([join(backend, 'src'), storeSources, join(checkout, 'package-lock.json')], {
      command: process.execPath,
      args: ['--conditions=@session-clustering/source', 'src/server.ts'],
      cwd: backend,
      env: {
        ...env,
        ...settings,
        NODE_ENV: 'production',
        SERVER_NAME: name,
        HOST: host,
        PORT: String(ports[name]),
        CONTROL_PORT: String(ports[`control-${number}`]),
        METRICS_PORT: String(ports[`metrics-${number}`]),
        ...(redis.topology === 'single'
          ? { REDIS_URL: `redis://app@${host}:${ports.redis}`, REDIS_PASSWORD_FILE: password }
          : redisSettings(redis, password)),
        COOKIE_SECRETS_FILE: join(paths.secrets, 'cookie-secrets'),
        TRUSTED_PROXIES: 'loopback',
      },
      ...identity,
      isReady: () => answers(`http://${host}:${ports[name]}/readyz`),
    })

  const singleRedis = () =>
    withFingerprint([redisConfig, userList], {
      command: findProgram('redis-server') ?? 'redis-server',
      args: [
        redisConfig,
        ...['--bind', host],
        ...['--port', String(ports.redis)],
        ...['--dir', paths.redis],
        ...['--aclfile', userList],
      ],
      cwd: paths.redis,
      env,
      ...identity,
      isReady: async () => (await ping(paths, ports.redis)) === 'PONG',
    })
  const sentinelUsers = redis.topology === 'sentinel' ? [join(paths.secrets, 'sentinel.acl')] : []
  const scripts = [join(checkout, 'deploy')]
  const nodes = Object.entries(nodeSpecs(paths, redis, identity)).map(([name, spec]) => [
    name,
    withFingerprint([redisConfig, userList, ...sentinelUsers, ...scripts], spec),
  ])

  return {
    ...(redis.topology === 'single' ? { redis: singleRedis() } : Object.fromEntries(nodes)),
    'backend-1': backendSpec('backend-1', 1),
    'backend-2': backendSpec('backend-2', 2),
    nginx: withFingerprint([paths.nginxConfig, ...certificate], {
      command: findProgram('nginx') ?? 'nginx',
      args: [
        ...['-p', `${paths.nginx}/`],
        ...['-c', join(paths.nginxConfig, 'nginx.conf')],
        ...['-e', 'stderr'],
        ...['-g', `daemon off;${workersOf(user)}`],
      ],
      cwd: paths.nginx,
      env,
      isReady: () => answers(`http://${host}:${ports.nginx}/nginx-health`),
    }),
  }
}

/** The `user` directive of nginx, for root only. The master stays root, so that PORT=80 works. */
function workersOf(user: User | undefined): string {
  if (process.getuid?.() !== 0) return ''
  // nginx' default, `nobody`, cannot read the page when the checkout is closed to other users.
  const { name, group } = user ?? {
    name: 'root',
    group: process.platform === 'darwin' ? 'wheel' : 'root',
  }
  return ` user ${name} ${group};`
}

function withFingerprint(
  files: string[],
  spec: ProcessSpec & Pick<ServiceSpec, 'isReady'>,
): ServiceSpec {
  const hash = createHash('sha256').update(JSON.stringify(spec))
  for (const file of files.flatMap(filesIn)) hash.update(file).update(readFileSync(file))
  return { ...spec, fingerprint: hash.digest('hex') }
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

async function ping(paths: StackPaths, port: number): Promise<string | undefined> {
  try {
    const answer = await runCommand(redisCliProgram(), [...redisCliArguments(port), 'PING'], {
      env: redisCliEnvironment(paths),
      signal: AbortSignal.timeout(2_000),
    })
    return answer.trim()
  } catch {
    return undefined
  }
}
