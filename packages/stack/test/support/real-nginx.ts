/** nginx with its real configuration, in front of backends that a test starts and stops. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeNginxConfig } from '../../src/local/nginx-config.ts'
import { findProgram } from '../../src/local/tools.ts'
import { checkout, pathsIn } from '../../src/paths.ts'
import { freePort } from '../../src/ports.ts'
import { numbered, serversOf } from '../../src/redis-nodes.ts'
import { runCommand } from '../../src/run-command.ts'
import type { Settings } from '../../src/settings.ts'
import type { Backend, Spring } from '../../src/types.ts'
import { until } from '../../src/until.ts'

export const ANSWER = '{"some":"answer"}'

/** @param variables of nginx/render.sh, which replace those of a local stack */
export async function startNginx(
  count = 2,
  settings: Settings = {},
  variables: Record<string, string> = {},
) {
  const directory = mkdtempSync(join(tmpdir(), 'nginx-test-'))
  const paths = pathsIn(directory)
  const backends = serversOf(count, settings)
  const ports: Record<string, number> = {}
  for (const name of ['nginx', ...backends, ...numbered('control', count)])
    ports[name] = await freePort()
  if (settings.TLS === 'on') {
    ports.tls = await freePort()
    await runCommand('sh', [join(checkout, 'deploy/secrets/make-certificate.sh'), paths.tls])
  }
  mkdirSync(paths.nginx, { recursive: true })
  await writeNginxConfig(paths, { ports, settings, backends: count }, variables)
  const user = process.getuid?.() === 0 ? ' user root;' : ''
  const config = ['-c', join(paths.nginxConfig, 'nginx.conf'), '-g', `daemon off;${user}`]
  // A file: nginx cannot open /dev/stdout if it is a socket, as Node's pipes are.
  const log = openSync(join(directory, 'log'), 'a')
  const nginx = spawn(
    findProgram('nginx') ?? 'nginx',
    ['-p', `${paths.nginx}/`, '-e', 'stderr', ...config],
    { stdio: ['ignore', log, log] },
  )
  closeSync(log)
  const url = `http://127.0.0.1:${ports.nginx}/api/anything`
  assert.ok(
    await until(() => fetch(url, { redirect: 'manual' }).then(Boolean, () => false), 10_000),
  )

  const servers: Partial<Record<Backend | Spring, Server>> = {}
  /** The backend and the request, one entry a request, in order. */
  const asked: string[] = []

  /** Runs nginx/turns.sh. @returns its output, one entry a line */
  async function turns(...args: string[]): Promise<string[]> {
    const files = [join(paths.nginxConfig, 'conf.d', 'site.conf'), join(paths.nginx, 'nginx.pid')]
    const script = join(checkout, 'nginx', 'turns.sh')
    return (await runCommand('sh', [script, ...files, ...args])).split('\n').filter(Boolean)
  }

  async function stopBackend(name: Backend | Spring) {
    const server = servers[name]
    delete servers[name]
    if (!server) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  return {
    url,
    tlsPort: ports.tls,
    asked,
    /** All that nginx has logged. */
    output: () => readFileSync(join(directory, 'log'), 'utf8'),
    turns,
    backends,
    addressOf: (name: Backend | Spring) => `127.0.0.1:${ports[name]}`,

    async startBackend(
      name: Backend | Spring,
      listener: RequestListener = (_, response) => response.end(ANSWER),
    ) {
      const server = createServer((request, response) => {
        asked.push(`${name} ${request.method}`)
        listener(request, response)
      })
      servers[name] = server
      server.listen(ports[name], '127.0.0.1')
      await once(server, 'listening')
    },

    async stopBackends() {
      for (const name of backends) await stopBackend(name)
    },

    async stop() {
      const ended = once(nginx, 'exit')
      if (nginx.kill('SIGTERM')) await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
