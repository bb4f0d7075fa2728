/** nginx with its real configuration, in front of backends that a test starts and stops. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeNginxConfig } from '../../src/local/nginx-config.ts'
import { pathsIn } from '../../src/local/paths.ts'
import { findProgram } from '../../src/local/tools.ts'
import { freePort } from '../../src/ports.ts'
import { until } from '../../src/until.ts'

export type Name = 'backend-1' | 'backend-2'
export const ANSWER = '{"some":"answer"}'

export async function startNginx() {
  const directory = mkdtempSync(join(tmpdir(), 'nginx-test-'))
  const paths = pathsIn(directory)
  const ports: Record<string, number> = {}
  for (const name of ['nginx', 'backend-1', 'backend-2', 'control-1', 'control-2', 'redis'])
    ports[name] = await freePort(Object.values(ports))
  mkdirSync(paths.nginx, { recursive: true })
  writeNginxConfig(paths, ports as Parameters<typeof writeNginxConfig>[1], {})
  const user = process.getuid?.() === 0 ? ' user root;' : ''
  const config = ['-c', join(paths.nginxConfig, 'nginx.conf'), '-g', `daemon off;${user}`]
  const nginx = spawn(
    findProgram('nginx') ?? 'nginx',
    ['-p', `${paths.nginx}/`, '-e', 'stderr', ...config],
    { stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${ports.nginx}/api/anything`
  assert.ok(await until(() => fetch(url).then(Boolean, () => false), 10_000))

  const servers: Partial<Record<Name, Server>> = {}
  /** The backend and the request, one entry a request, in order. */
  const asked: string[] = []

  async function stopBackend(name: Name) {
    const server = servers[name]
    delete servers[name]
    if (!server) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  return {
    paths,
    url,
    asked,
    addressOf: (name: Name) => `127.0.0.1:${ports[name]}`,

    async startBackend(
      name: Name,
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
      for (const name of ['backend-1', 'backend-2'] as const) await stopBackend(name)
    },

    async stop() {
      const ended = once(nginx, 'exit')
      if (nginx.kill('SIGTERM')) await ended
      rmSync(directory, { recursive: true })
    },
  }
}
