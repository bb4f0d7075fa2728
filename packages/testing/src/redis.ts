// An empty Redis for one test file. It is a local redis-server, or a container (TEST_REDIS=docker, or no redis-server is
// installed), or an existing server (TEST_REDIS_URL). An existing server is emptied first: use it for one test file at a
// time, and only for tests that do not stop it.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import { until } from './until.ts'

export interface RedisFixture {
  url: string
  /** For the test's own commands. */
  redis: Redis
  /** A new connection that fails fast, with the backend's settings. */
  connect(): Promise<Redis>
  /** Stops the server abruptly; needs `toStop`. */
  stop(): Promise<void>
  /** After `stop`: starts an empty server at the same address. */
  start(): Promise<void>
  /** The server keeps its connections and answers nothing, until `thaw`. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  close(): Promise<void>
}

interface Server {
  url: string
  freeze(): Promise<void>
  thaw(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  close(): Promise<void>
}

export async function startRedis({ toStop = false } = {}): Promise<RedisFixture> {
  const server = await chooseServer(toStop)
  const connections: Redis[] = []
  const open = (options: object) => {
    const connection = new Redis(server.url, options)
    connection.on('error', () => {})
    connections.push(connection)
    return connection
  }

  const redis = open({ retryStrategy: () => 20 })
  async function close() {
    for (const connection of connections) connection.disconnect()
    await server.close()
  }
  async function start() {
    await server.start()
    await until(() => redis.ping().catch(() => false), { what: 'Redis' })
  }
  try {
    await start()
    await redis.flushall()
  } catch (error) {
    await close()
    throw error
  }
  return {
    url: server.url,
    redis,
    async connect() {
      const connection = open({
        enableOfflineQueue: false,
        maxRetriesPerRequest: 1,
        commandTimeout: 5_000,
        retryStrategy: () => 20,
      })
      if (connection.status !== 'ready') await once(connection, 'ready')
      return connection
    },
    stop: server.stop,
    start,
    freeze: server.freeze,
    thaw: server.thaw,
    close,
  }
}

async function chooseServer(toStop: boolean): Promise<Server> {
  const { TEST_REDIS, TEST_REDIS_URL } = process.env
  if (TEST_REDIS_URL && !toStop) return givenServer(TEST_REDIS_URL)
  const port = await freePort()
  return TEST_REDIS === 'docker' || !hasRedisServer() ? containerServer(port) : localServer(port)
}

function hasRedisServer(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export interface LocalServer extends Server {
  port: number
}

/** Starts a server; `settings` are redis-server's own options. */
export async function startLocalServer(settings: readonly string[]): Promise<LocalServer> {
  const port = await freePort()
  const server = await localServer(port, settings)
  await server.start()
  return { ...server, port }
}

async function localServer(port: number, more: readonly string[] = []): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'session-test-redis-'))
  let child: ChildProcess | undefined
  async function stop() {
    if (!child) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    child = undefined
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      // Without snapshots and append-only file the server starts empty and leaves no files.
      const settings = ['--bind', '127.0.0.1', '--save', '', '--dir', directory, ...more]
      child = spawn('redis-server', ['--port', String(port), ...settings], { stdio: 'ignore' })
      await once(child, 'spawn')
    },
    stop,
    freeze: async () => void child?.kill('SIGSTOP'),
    thaw: async () => void child?.kill('SIGCONT'),
    async close() {
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function containerServer(port: number): Promise<Server> {
  const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout
  const published = `127.0.0.1:${port}:6379`
  let container: string | undefined
  async function stop() {
    // --volumes: the container's volume would otherwise stay.
    if (container) await docker('rm', '--force', '--volumes', container)
    container = undefined
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const run = ['run', '--detach', '--rm', '--publish', published, 'redis:8.0']
      // Protected mode refuses connections from outside the container.
      const settings = ['--save', '', '--protected-mode', 'no']
      container = (await docker(...run, 'redis-server', ...settings)).trim()
    },
    stop,
    freeze: async () => void (container && (await docker('pause', container))),
    thaw: async () => void (container && (await docker('unpause', container))),
    close: stop,
  }
}

function givenServer(url: string): Server {
  const refuse = async () => {
    throw new Error('A test must not stop the Redis of TEST_REDIS_URL')
  }
  return {
    url,
    start: async () => {},
    stop: refuse,
    freeze: refuse,
    thaw: refuse,
    close: async () => {},
  }
}

/** A free port. The system does not give it out again soon. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const closed = once(probe, 'close')
  probe.close()
  await closed
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}
