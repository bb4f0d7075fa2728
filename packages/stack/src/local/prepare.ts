/** Creates the files and folders that the services need before the first one starts. */
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import { writeNginxConfig } from './nginx-config.ts'
import { checkout, type StackPaths } from './paths.ts'
import { makeNodeDirectories } from './redis-nodes.ts'
import type { RunState } from './run-state.ts'
import { give, type User, unprivilegedUser } from './unprivileged-user.ts'
import { buildWeb, webRoot } from './web-build.ts'

/** @returns the user of the services; undefined when they run as the current user */
export async function prepare(
  paths: StackPaths,
  { ports, settings, redis }: Pick<RunState, 'ports' | 'settings' | 'redis'>,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<User | undefined> {
  for (const folder of [paths.logs, paths.redis, paths.nginx])
    mkdirSync(folder, { recursive: true })
  await buildWeb(paths.webBuildLog, say, signal)
  makeNodeDirectories(paths, redis)
  await runCommand('sh', [join(checkout, 'deploy', 'secrets', 'make-secrets.sh'), paths.secrets], {
    signal,
    env: { ...process.env, TOPOLOGY: redis.topology },
  })
  writeNginxConfig(paths, ports, settings)

  const needed = [
    join(checkout, 'backend', 'src', 'server.ts'),
    join(checkout, 'node_modules', 'fastify', 'package.json'),
    join(checkout, 'deploy', 'redis', 'redis.conf'),
    join(checkout, 'deploy', 'redis', 'start-node.sh'),
    join(webRoot, 'index.html'),
    paths.directory,
  ]
  const user = unprivilegedUser(needed, say)
  handToServices(paths, user)
  return user
}

/** Gives Redis' data and the secrets to the services' user. The operator's password stays with the current user. */
export function handToServices(paths: StackPaths, user: User | undefined): void {
  if (process.getuid?.() !== 0) return
  const owner = user ?? { uid: 0, gid: process.getgid?.() ?? 0 }
  give(paths.redis, owner)
  for (const name of readdirSync(paths.secrets)) {
    if (!name.startsWith('redis-operator-password')) give(join(paths.secrets, name), owner)
  }
  // 711: the services' user can open its files, but cannot list the folder.
  chmodSync(paths.secrets, 0o711)
}
