// Runs backends in this process: the app as server.ts builds it, on a random port.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedis, until } from '@session-clustering/testing'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'

export type Env = Record<string, string>

export interface Backend {
  name: string
  app: FastifyInstance
  url: string
  /** The URL of the lab's controls; empty without a lab. */
  control: string
  close(): Promise<void>
}

export const SECRET = 'a cookie secret that only tests know'

/** Settings for tests: high limits, random ports, no log. */
export const QUIET: Env = {
  LOG_LEVEL: 'silent',
  CONTROL_PORT: '0',
  METRICS_PORT: '',
  LOGIN_ATTEMPTS_PER_ADDRESS: '100000',
  SIGNUPS_PER_ADDRESS: '100000',
}

export async function startBackend(name: string, redisUrl: string, env: Env = {}) {
  const secrets = secretsFile()
  const config = readConfig({
    SERVER_NAME: name,
    REDIS_URL: redisUrl,
    COOKIE_SECRETS_FILE: secrets.path,
    ...QUIET,
    ...env,
  })
  const app = await buildApp(config)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const control = app.control?.server.address()
  const backend: Backend = {
    name,
    app,
    url,
    control: typeof control === 'object' && control ? `http://127.0.0.1:${control.port}` : '',
    async close() {
      await app.close()
      secrets.remove()
    },
  }
  // An open server would keep the test process alive.
  await ready(backend.url).catch(async (error) => {
    await backend.close()
    throw error
  })
  return backend
}

export async function ready(url: string): Promise<void> {
  await until(async () => (await fetch(`${url}/readyz`)).ok, { what: `${url} to be ready` })
}

/** Two backends with one Redis. */
export async function startTwoBackends(env: Env = {}) {
  const redis = await startRedis({ toStop: true })
  return twoBackendsOn(redis, { REDIS_URL: redis.url, ...env })
}

/** Two backends. `close` stops their Redis as well. */
export async function twoBackendsOn<Redis extends { close(): Promise<void> }>(
  redis: Redis,
  settings: Env,
) {
  const [one, two] = await Promise.all([
    startBackend('backend-1', '', settings),
    startBackend('backend-2', '', settings),
  ])
  return {
    redis,
    one,
    two,
    async close() {
      await Promise.all([one.close(), two.close()])
      await redis.close()
    },
  }
}

export function secretsFile(...secrets: string[]): { path: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'session-test-'))
  const path = join(directory, 'cookie-secrets')
  writeFileSync(path, (secrets.length > 0 ? secrets : [SECRET]).join('\n'))
  return { path, remove: () => rmSync(directory, { recursive: true, force: true }) }
}
