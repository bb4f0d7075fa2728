/** Renders nginx' configuration for local processes, in the same layout as in the image. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, type StackPaths } from '../paths.ts'
import { numbered } from '../redis-nodes.ts'
import { runCommand } from '../run-command.ts'
import type { RunState } from './run-state.ts'
import { findProgram } from './tools.ts'
import { webRoot } from './web-build.ts'

const sources = join(checkout, 'nginx')

/** @param variables of render.sh, which replace those of a local stack */
export async function writeNginxConfig(
  { nginx, nginxConfig, tls }: StackPaths,
  { ports, settings, backends }: Pick<RunState, 'ports' | 'settings' | 'backends'>,
  variables: Record<string, string> = {},
): Promise<void> {
  rmSync(nginxConfig, { recursive: true, force: true })
  mkdirSync(join(nginxConfig, 'conf.d'), { recursive: true, mode: 0o700 })
  for (const name of ['nginx.conf', 'maps', 'snippets'])
    cpSync(join(sources, name), join(nginxConfig, name), { recursive: true })

  // nginx reads the page through this link: a path with a space would end the directive early.
  rmSync(join(nginx, 'web'), { force: true })
  symlinkSync(webRoot, join(nginx, 'web'))
  symlinkSync(tls, join(nginxConfig, 'tls'))

  const address = (name: string, host = '127.0.0.1') => `${host}:${ports[name] ?? 0}`
  const addresses = (kind: string) =>
    numbered(kind, backends)
      .map((name) => address(name))
      .join(' ')
  const env = {
    PATH: process.env.PATH,
    LISTEN: address('nginx', settings.LISTEN_ADDRESS),
    BACKENDS: addresses('backend'),
    CONTROLS: addresses('control'),
    LAB: settings.LAB ?? 'on',
    SPRING: settings.SPRING ?? 'off',
    SPRING_SERVER: address('spring-1'),
    ALLOWED_HOSTS: settings.ALLOWED_HOSTS ?? '',
    TRUSTED_PROXIES: settings.TRUSTED_PROXIES ?? '',
    // Local addresses do not change, so nginx needs no resolver.
    UPSTREAM_SERVER_PARAMS: '',
    RESOLVER: '',
    CLIENT_CONNECTIONS: clientConnections(),
    WEB_ROOT: 'web',
    TLS: ports.tls === undefined ? 'off' : 'on',
    LISTEN_TLS: address('tls', settings.LISTEN_ADDRESS),
    TLS_PORT: String(ports.tls ?? 0),
    ...variables,
  }
  const script = join(sources, 'render.sh')
  await runCommand('sh', [script, join(sources, 'templates'), join(nginxConfig, 'conf.d')], { env })
}

/**
 * On a reload, old workers close idle client connections, and a request that is already on its way is lost. nginx 1.27.4
 * and newer wait for it (`keepalive_min_timeout`). An older nginx closes each connection after its answer instead, so
 * that none is idle.
 */
function clientConnections(): string {
  return nginxIsAtLeast(1, 27, 4) ? 'keepalive_min_timeout 2s;' : 'keepalive_timeout 0;'
}

export function nginxIsAtLeast(...wanted: [major: number, minor: number, patch: number]): boolean {
  const { stderr } = spawnSync(findProgram('nginx') ?? 'nginx', ['-v'], { encoding: 'utf8' })
  const found = String(stderr).match(/\d+/g)?.map(Number) ?? []
  const differs = wanted.findIndex((part, i) => found[i] !== part)
  return differs === -1 || (found[differs] ?? 0) > (wanted[differs] ?? 0)
}
