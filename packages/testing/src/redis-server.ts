// A Redis server of a test's own, on a free port of 127.0.0.1: a local process or a container.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface RedisServer {
  url: string
  port: number
  start(): Promise<void>
  /** Kills the server. */
  stop(): Promise<void>
  /** The server keeps its connections and answers nothing, until `thaw`. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Kills the server and removes its files. */
  close(): Promise<void>
}

export function hasRedisServer(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** @param settings redis-server's arguments: a configuration file, then options such as `--appendonly yes` */
export async function localServer(settings: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort()
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
    ...addressOf(port),
    async start() {
      // Without snapshots and append-only file the server starts empty and leaves no files.
      const own = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory]
      const started = spawn('redis-server', [...settings, ...own], { stdio: 'ignore' })
      await once(started, 'spawn')
      child = started
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

export async function containerServer(): Promise<RedisServer> {
  const port = await freePort()
  const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout
  const published = `127.0.0.1:${port}:6379`
  let container: string | undefined
  async function stop() {
    // --volumes: the container's volume would otherwise stay.
    if (container) await docker('rm', '--force', '--volumes', container)
    container = undefined
  }
  return {
    ...addressOf(port),
    async start() {
      // The image's own entry point would load its modules.
      const image = ['--entrypoint', 'redis-server', 'redis:8.0']
      // Protected mode refuses connections from outside the container.
      const settings = ['--save', '', '--protected-mode', 'no']
      container = (
        await docker('run', '--detach', '--rm', '--publish', published, ...image, ...settings)
      ).trim()
    },
    stop,
    freeze: async () => void (container && (await docker('pause', container))),
    thaw: async () => void (container && (await docker('unpause', container))),
    close: stop,
  }
}

function addressOf(port: number) {
  return { url: `redis://127.0.0.1:${port}`, port }
}

/** A free port. The system does not give it out again soon. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const closed = once(probe, 'close')
  probe.close()
  await closed
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}
