/** Renders nginx' configuration for local processes, in the same layout as in the image. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import type { Settings } from '../settings.ts'
import { checkout, type StackPaths } from './paths.ts'
import type { RunState } from './run-state.ts'
import { renderTemplate } from './template.ts'
import { findProgram } from './tools.ts'
import { webRoot } from './web-build.ts'

const sources = join(checkout, 'nginx')

export function writeNginxConfig(
  paths: StackPaths,
  ports: RunState['ports'],
  settings: Settings,
): void {
  const { nginx, nginxConfig, tls } = paths
  rmSync(nginxConfig, { recursive: true, force: true })
  mkdirSync(join(nginxConfig, 'conf.d'), { recursive: true })
  cpSync(join(sources, 'nginx.conf'), join(nginxConfig, 'nginx.conf'))
  for (const folder of ['maps', 'snippets'])
    cpSync(join(sources, folder), join(nginxConfig, folder), { recursive: true })

  // nginx reads the page through this link: a path with a space would end the directive early.
  rmSync(join(nginx, 'web'), { force: true })
  symlinkSync(webRoot, join(nginx, 'web'))

  symlinkSync(tls, join(nginxConfig, 'tls'))

  const values = {
    LISTEN: `127.0.0.1:${ports.nginx}`,
    BACKEND_1: `127.0.0.1:${ports['backend-1']}`,
    BACKEND_2: `127.0.0.1:${ports['backend-2']}`,
    CONTROL_1: `127.0.0.1:${ports['control-1']}`,
    CONTROL_2: `127.0.0.1:${ports['control-2']}`,
    LAB: settings.LAB ?? 'on',
    // Local addresses do not change, so nginx needs no resolver.
    UPSTREAM_SERVER_PARAMS: '',
    RESOLVER: '',
    CLIENT_CONNECTIONS: clientConnections(),
    WEB_ROOT: 'web',
    TLS: ports.tls === undefined ? 'off' : 'on',
    LISTEN_TLS: `127.0.0.1:${ports.tls ?? 0}`,
    TLS_PORT: String(ports.tls ?? 0),
  }
  const templates = join(sources, 'templates')
  for (const name of readdirSync(templates).filter((name) => name.endsWith('.template'))) {
    const text = renderTemplate(readFileSync(join(templates, name), 'utf8'), values)
    writeFileSync(join(nginxConfig, 'conf.d', basename(name, '.template')), text)
  }
}

/**
 * On a reload, old workers close idle client connections, and a request that is already on its way is lost. nginx 1.27.4
 * and newer wait for it (`keepalive_min_timeout`). An older nginx closes each connection after its answer instead, so
 * that none is idle.
 */
function clientConnections(): string {
  const { stderr } = spawnSync(findProgram('nginx') ?? 'nginx', ['-v'], { encoding: 'utf8' })
  const [major = 0, minor = 0, patch = 0] = String(stderr).match(/\d+/g)?.map(Number) ?? []
  const waits = major > 1 || minor > 27 || (minor === 27 && patch >= 4)
  return waits ? 'keepalive_min_timeout 2s;' : 'keepalive_timeout 0;'
}
