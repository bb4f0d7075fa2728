// A single Redis that becomes the first node of a larger topology. The scripts in deploy/ start all processes, as they do in
// containers.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '@session-clustering/stack/ports'
import { until } from '@session-clustering/testing'
import type { Env } from './backend.ts'

export interface Node {
  port: number
  /** Runs a command as a user of Redis. @throws when Redis answers an error */
  ask(user: 'operator' | 'node', ...command: string[]): Promise<string>
  /** Sends SIGTERM, and waits until the process has ended. */
  stop(): Promise<void>
}

const HOST = '127.0.0.1'
const deploy = fileURLToPath(new URL('../../../deploy/', import.meta.url))
const run = promisify(execFile)

export function movingRedis() {
  const directory = mkdtempSync(join(tmpdir(), 'session-test-move-'))
  const secrets = join(directory, 'secrets')
  const children: ChildProcess[] = []
  const passwordFile = (user: string) => join(secrets, `redis-${user}-password`)

  async function start(port: number, program: string, args: string[], env: Env): Promise<Node> {
    const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, stdio: 'ignore' })
    const exited = once(child, 'exit')
    children.push(child)
    const node: Node = {
      port,
      async ask(user, ...command) {
        const login = { ...process.env, REDISCLI_AUTH: readFileSync(passwordFile(user), 'utf8') }
        const at = ['-e', '-h', HOST, '-p', String(port), '--user', user]
        return (await run('redis-cli', [...at, ...command], { env: login })).stdout.trim()
      },
      async stop() {
        child.kill('SIGTERM')
        await exited
      },
    }
    await until(() =>
      node.ask('operator', 'PING').then(
        (answer) => answer === 'PONG',
        () => false,
      ),
    )
    return node
  }

  function startScript(script: string[], name: string, port: number, env: Env): Promise<Node> {
    const NODE_DIR = join(directory, name)
    mkdirSync(NODE_DIR, { recursive: true })
    return start(port, 'sh', script, {
      NODE_HOST: HOST,
      NODE_BIND: HOST,
      NODE_PORT: String(port),
      NODE_DIR,
      NODE_CONF: join(deploy, 'redis/redis.conf'),
      NODE_SECRETS: secrets,
      ...env,
    })
  }

  /** A backend's settings. */
  const settings = (target: Env): Env => ({
    LAB: 'off',
    ...target,
    REDIS_PASSWORD_FILE: passwordFile('app'),
  })

  return {
    /** Makes the secrets. With a topology, users.acl has the user of Redis' own processes as well. */
    async makeSecrets(topology: 'single' | 'sentinel' | 'cluster'): Promise<void> {
      const env = { ...process.env, TOPOLOGY: topology }
      await run('sh', [join(deploy, 'secrets/make-secrets.sh'), secrets], { env })
    },
    /** The single server of docker-compose.yml. */
    async startSingle(): Promise<Node> {
      const dir = join(directory, 'redis')
      mkdirSync(dir)
      const port = await freePort()
      // A file of its own: sentinels send CONFIG REWRITE to the nodes whose role they change.
      const conf = join(dir, 'single.conf')
      writeFileSync(conf, `include "${join(deploy, 'redis/redis.conf')}"\n`)
      const own = ['--bind', HOST, '--port', String(port), '--dir', dir]
      const users = ['--aclfile', join(secrets, 'users.acl')]
      return start(port, 'redis-server', [conf, ...own, ...users], {})
    },
    async startNode(
      name: string,
      topology: 'sentinel' | 'cluster',
      { port, ...env }: Env = {},
    ): Promise<Node> {
      const script = [join(deploy, 'redis/start-node.sh'), topology]
      const bus = topology === 'cluster' ? { NODE_BUS_PORT: String(await freePort()) } : {}
      return startScript(script, name, Number(port ?? (await freePort())), { ...bus, ...env })
    },
    async startSentinel(name: string, env: Env): Promise<Node> {
      const script = [join(deploy, 'sentinel/start-sentinel.sh')]
      return startScript(script, name, await freePort(), env)
    },
    singleSettings: (node: Node) => settings({ REDIS_URL: `redis://app@${addressOf(node)}` }),
    sentinelSettings: (sentinels: Node[]) =>
      settings({
        REDIS_USER: 'app',
        REDIS_SENTINELS: sentinels.map(addressOf).join(),
        REDIS_SENTINEL_PASSWORD_FILE: passwordFile('app'),
      }),
    clusterSettings: (nodes: Node[]) =>
      settings({ REDIS_USER: 'app', REDIS_CLUSTER_NODES: nodes.map(addressOf).join() }),
    /** Moves the append-only file of one stopped node to another one. */
    moveData(from: string, to: string): void {
      const filesOf = (name: string) => join(directory, name, 'appendonlydir')
      rmSync(filesOf(to), { recursive: true })
      renameSync(filesOf(from), filesOf(to))
    },
    /** redis-cli --cluster */
    async cluster(...command: string[]): Promise<void> {
      const login = { ...process.env, REDISCLI_AUTH: readFileSync(passwordFile('node'), 'utf8') }
      await run('redis-cli', ['--user', 'node', '--cluster', ...command], { env: login })
    },
    async close(): Promise<void> {
      const running = children.filter(
        ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
      )
      await Promise.all(
        running.map(async (child) => {
          const exited = once(child, 'exit')
          child.kill('SIGKILL')
          await exited
        }),
      )
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export const addressOf = ({ port }: Node) => `${HOST}:${port}`
