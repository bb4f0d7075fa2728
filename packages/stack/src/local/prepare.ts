/** Creates the files and folders that the services need before the first one starts. */
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, closeToOthers, type StackPaths } from '../paths.ts'
import { runCommand } from '../run-command.ts'
import { writeNginxConfig } from './nginx-config.ts'
import { makeRedisDirectories, type RedisLayout } from './redis.ts'
import type { RunState } from './run-state.ts'
import { buildSpring } from './spring.ts'
import { give, type User, unprivilegedUser } from './unprivileged-user.ts'
import { buildWeb, webRoot } from './web-build.ts'

const scripts = join(checkout, 'deploy', 'secrets')

/**
 * @param say is told why the services run as root, if they do
 * @returns the user of the services; undefined when they run as the current user
 */
export function servicesUser(
  { directory }: StackPaths,
  say: (line: string) => void = () => {},
): User | undefined {
  const needed = [
    'backend/src/server.ts',
    'node_modules/fastify/package.json',
    'deploy/redis/redis.conf',
  ]
  const files = needed.map((file) => join(checkout, file))
  return unprivilegedUser([...files, webRoot, directory], say)
}

/** Everything but the web page and nginx' configuration. @returns the user of the services */
export async function prepareRedis(paths: StackPaths, layout: RedisLayout): Promise<void> {
  // Also directories of an earlier version, which everybody could read.
  for (const directory of [paths.directory, paths.nginx, paths.secrets]) {
    mkdirSync(directory, { recursive: true })
    closeToOthers(directory)
  }
  // The services get their log files open, and nginx reads its configuration as the user who starts it.
  for (const directory of [paths.logs, paths.redis, paths.nginxConfig]) {
    mkdirSync(directory, { recursive: true })
    chmodSync(directory, 0o700)
  }
  makeRedisDirectories(paths, layout)
  await makeSecrets(paths, layout)
}

export async function prepare(
  paths: StackPaths,
  state: RunState,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<User | undefined> {
  await buildWeb(say)
  if (state.settings.SPRING === 'on') await buildSpring(say)
  if (state.ports.tls !== undefined) {
    const own = [env.TLS_CERTIFICATE_FILE ?? '', env.TLS_KEY_FILE ?? '']
    await runCommand('sh', [join(scripts, 'make-certificate.sh'), paths.tls, ...own])
  }
  await prepareRedis(paths, state)
  await writeNginxConfig(paths, state)
  const user = servicesUser(paths, say)
  handToServices(paths, user)
  return user
}

/** Creates the missing secrets. @param step of a rotation; deploy/secrets/make-secrets.sh describes them */
export async function makeSecrets(
  { secrets }: StackPaths,
  { topology }: RedisLayout,
  step = '',
): Promise<void> {
  const env = { ...process.env, TOPOLOGY: topology, ROTATE: step }
  await runCommand('sh', [join(scripts, 'make-secrets.sh'), secrets], { env })
}

/** Gives Redis' data and the secrets to the services' user. The operator's password stays with the current user. */
export function handToServices(paths: StackPaths, user: User | undefined): void {
  if (process.getuid?.() !== 0) return
  const owner = user ?? { uid: 0, gid: process.getgid?.() ?? 0 }
  give(paths.redis, owner)
  for (const name of readdirSync(paths.secrets)) {
    if (!name.startsWith('redis-operator-password')) give(join(paths.secrets, name), owner)
  }
}
