/** The services as local processes, with the same programs and settings as in Compose. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, type StackPaths } from '../paths.ts'
import { numbered } from '../redis-nodes.ts'
import type { Backend, Service } from '../types.ts'
import { redisSettings, redisSpecs } from './redis.ts'
import type { RunState } from './run-state.ts'
import type { ProcessSpec } from './service-process.ts'
import { javaOptions, springJar } from './spring.ts'
import { findProgram } from './tools.ts'
import type { User } from './unprivileged-user.ts'

export interface ServiceSpec extends ProcessSpec {
  /** Changes when the service must be restarted: settings, sources, configuration. */
  fingerprint: string
  isReady: () => Promise<boolean>
  /** @default 20 s */
  readyTimeoutMs?: number
}

export type ServiceSpecs = Partial<Record<Service, ServiceSpec>>
type Layout = Pick<RunState, 'ports' | 'settings' | 'topology' | 'backends'>
type UnmarkedSpec = Omit<ServiceSpec, 'fingerprint'>

const host = '127.0.0.1'
// A fixed PATH: with the shell's PATH, another shell would change the fingerprint and restart everything.
const env = { PATH: '/usr/local/bin:/usr/bin:/bin' }

/** @param user undefined: the services run as the current user */
export function serviceSpecs(
  paths: StackPaths,
  layout: Layout,
  user: User | undefined,
): ServiceSpecs {
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid }
  const backendFiles = [
    'backend/src',
    'packages/store/src',
    'packages/api/src',
    'package-lock.json',
  ]
  const backends = numbered('backend', layout.backends).map((name): [Service, ServiceSpec] => [
    name,
    withFingerprint(
      backendFiles.map((file) => join(checkout, file)),
      { ...backendSpec(paths, layout, name), ...identity },
    ),
  ])
  const redisFiles = [
    join(checkout, 'deploy', 'redis'),
    join(checkout, 'deploy', 'sentinel', 'start-sentinel.sh'),
    ...aclFiles(paths, layout),
  ]
  const redis = redisSpecs(paths, layout).map(([name, spec]): [Service, ServiceSpec] => [
    name,
    withFingerprint(redisFiles, { ...spec, ...identity }),
  ])
  const certificate = layout.ports.tls === undefined ? [] : [join(paths.tls, 'certificate.pem')]
  const nginx = withFingerprint([paths.nginxConfig, ...certificate], nginxSpec(paths, layout, user))
  const spring =
    layout.settings.SPRING === 'on'
      ? { 'spring-1': withFingerprint([springJar], { ...springSpec(paths, layout), ...identity }) }
      : {}
  return { ...Object.fromEntries([...redis, ...backends]), ...spring, nginx }
}

function backendSpec(paths: StackPaths, layout: Layout, name: Backend): UnmarkedSpec {
  const { ports, settings, backends } = layout
  const port = (kind: string) => String(ports[name.replace('backend', kind)])
  return {
    command: process.execPath,
    args: ['--conditions=@session-clustering/source', 'src/server.ts'],
    cwd: join(checkout, 'backend'),
    env: {
      ...env,
      ...settings,
      NODE_ENV: 'production',
      SERVER_NAME: name,
      LAB_NODES: numbered('backend', backends).join(),
      HOST: host,
      PORT: port('backend'),
      CONTROL_PORT: port('control'),
      METRICS_PORT: port('metrics'),
      ...redisSettings(layout, 'app', paths),
      COOKIE_SECRETS_FILE: join(paths.secrets, 'cookie-secrets'),
      TRUSTED_PROXIES: 'loopback',
    },
    isReady: () => answers(`http://${host}:${ports[name]}/readyz`),
  }
}

function springSpec(paths: StackPaths, { ports, topology, settings }: Layout): UnmarkedSpec {
  const port = String(ports['spring-1'])
  return {
    command: findProgram('java') ?? 'java',
    args: [...javaOptions, '-jar', springJar],
    cwd: join(checkout, 'spring'),
    env: {
      ...env,
      ...settings,
      SERVER_NAME: 'spring-1',
      HOST: host,
      PORT: port,
      ...redisSettings({ ports, topology }, 'app', paths),
      COOKIE_SECRETS_FILE: join(paths.secrets, 'cookie-secrets'),
    },
    isReady: () => answers(`http://${host}:${port}/readyz`),
    // A JVM starts in 5 to 15 s here, and slower while everything else starts.
    readyTimeoutMs: 180_000,
  }
}

function nginxSpec(paths: StackPaths, { ports }: Layout, user: User | undefined): UnmarkedSpec {
  return {
    command: findProgram('nginx') ?? 'nginx',
    args: [
      ...['-p', `${paths.nginx}/`],
      ...['-c', join(paths.nginxConfig, 'nginx.conf')],
      ...['-e', 'stderr'],
      ...['-g', `daemon off;${workersUser(user)}`],
    ],
    cwd: paths.nginx,
    env,
    isReady: () => answers(`http://${host}:${ports.nginx}/nginx-health`),
  }
}

/** The `user` directive of nginx, for root only. The master stays root, so that PORT=80 works. */
function workersUser(user: User | undefined): string {
  if (process.getuid?.() !== 0) return ''
  // nginx' default, `nobody`, cannot read the page when the checkout is closed to other users.
  const root = { name: 'root', group: process.platform === 'darwin' ? 'wheel' : 'root' }
  const { name, group } = user ?? root
  return ` user ${name} ${group};`
}

function aclFiles({ secrets }: StackPaths, { topology }: Layout): string[] {
  const names = topology === 'sentinel' ? ['users.acl', 'sentinel.acl'] : ['users.acl']
  return names.map((name) => join(secrets, name))
}

function withFingerprint(files: string[], spec: UnmarkedSpec): ServiceSpec {
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
