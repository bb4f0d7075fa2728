// Redis servers with TLS, and with users, as a provider has them: one server, a primary with a sentinel, or a cluster.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, localServer, type RedisServer, until } from '@session-clustering/testing'
import { Redis } from 'ioredis'
import type { Env } from './backend.ts'

/** The name in the certificate of all servers. It has no address: a client that connects to 127.0.0.1 needs the name. */
const NAME = 'redis.test'
const PASSWORD = 'a password of the user app'
const SENTINEL_PASSWORD = 'a password of the user watcher'
const USERS = ['--user', 'app', 'on', `>${PASSWORD}`, '~*', '&*', '+@all']

export type Kind = 'single' | 'sentinel' | 'cluster'

export interface TlsRedis {
  /** The settings with which a backend connects. */
  settings: Env
  /** The same with another port, of 127.0.0.1. */
  settingsAt(port: number): Env
  /** The port without TLS of the server that the settings name. */
  plainPort: number
  /** Makes all servers accept another password of the user `app` as well. */
  accept(password: string): Promise<void>
  close(): Promise<void>
}

export async function startTlsRedis(kind: Kind): Promise<TlsRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'tls-redis-test-'))
  const file = async (name: string, content: string) => {
    await writeFile(join(directory, name), content)
    return join(directory, name)
  }
  const certificates = await makeCertificates(directory)
  const servers: RedisServer[] = []
  const clients: Redis[] = []
  /** @returns its port with TLS */
  async function start(settings: string[]): Promise<number> {
    const tlsPort = await freePort()
    const server = await localServer([...settings, ...certificates, '--tls-port', `${tlsPort}`])
    servers.push(server)
    await server.start()
    const client = new Redis(server.url, { retryStrategy: () => 20 })
    clients.push(client)
    client.on('error', () => {})
    await until(() => client.ping().catch(() => false), { what: 'Redis' })
    return tlsPort
  }
  async function close() {
    for (const client of clients) client.disconnect()
    await Promise.all(servers.map((server) => server.close()))
    await rm(directory, { recursive: true })
  }

  /** @returns the port of the server that the settings name */
  async function startAll(): Promise<number> {
    if (kind === 'single') return start(USERS)
    if (kind === 'sentinel') {
      const replicates = ['--tls-replication', 'yes']
      const primary = await start([...USERS, ...replicates])
      const lines = [
        `sentinel monitor main 127.0.0.1 ${primary} 1`,
        `user watcher on >"${SENTINEL_PASSWORD}" ~* &* +@all`,
      ]
      const config = await file('sentinel.conf', `${lines.join('\n')}\n`)
      return start([config, '--sentinel', ...replicates])
    }
    const cluster = [...USERS, '--cluster-enabled', 'yes', '--tls-cluster', 'yes']
    const ports = [await start(cluster), await start(cluster)] as const
    const [first, second] = clients as [Redis, Redis]
    await first.cluster('ADDSLOTSRANGE', 0, 8_191)
    await second.cluster('ADDSLOTSRANGE', 8_192, 16_383)
    await second.cluster('MEET', '127.0.0.1', String(ports[0]))
    for (const node of [first, second]) {
      await until(async () => /state:ok.*known_nodes:2/s.test(String(await node.cluster('INFO'))))
    }
    return ports[1]
  }

  function settingsAt(port: number): Env {
    const common = {
      REDIS_PASSWORD_FILE: join(directory, 'password'),
      REDIS_CA_FILE: join(directory, 'ca.pem'),
      REDIS_SERVER_NAME: NAME,
    }
    if (kind === 'single') return { ...common, REDIS_URL: `rediss://app@127.0.0.1:${port}/0` }
    const several = { ...common, REDIS_URL: '', REDIS_TLS: 'on' }
    if (kind === 'cluster') return { ...several, REDIS_CLUSTER_NODES: `127.0.0.1:${port}` }
    return {
      ...several,
      REDIS_SENTINELS: `127.0.0.1:${port}`,
      REDIS_SENTINEL_NAME: 'main',
      REDIS_SENTINEL_USER: 'watcher',
      REDIS_SENTINEL_PASSWORD_FILE: join(directory, 'sentinel-password'),
    }
  }

  try {
    await file('password', PASSWORD)
    await file('sentinel-password', SENTINEL_PASSWORD)
    return {
      settings: settingsAt(await startAll()),
      settingsAt,
      plainPort: servers.at(-1)?.port ?? 0,
      async accept(password) {
        const nodes = kind === 'sentinel' ? clients.slice(0, 1) : clients
        await Promise.all(nodes.map((node) => node.acl('SETUSER', 'app', `>${password}`)))
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Writes the certificates of an authority (ca.pem) and of a server. @returns redis-server's options */
async function makeCertificates(directory: string): Promise<string[]> {
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: directory })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Test',
  )
  await openssl(
    'req',
    '-new',
    ...key,
    '-keyout',
    'key.pem',
    '-out',
    'request.pem',
    '-subj',
    '/CN=x',
  )
  await writeFile(join(directory, 'names'), `subjectAltName=DNS:${NAME},DNS:localhost`)
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial']
  const signed = ['-in', 'request.pem', '-out', 'certificate.pem', '-extfile', 'names']
  await openssl('x509', '-req', ...signed, ...ca)
  return [
    ...['--tls-cert-file', join(directory, 'certificate.pem')],
    ...['--tls-key-file', join(directory, 'key.pem')],
    ...['--tls-ca-cert-file', join(directory, 'ca.pem')],
    ...['--tls-auth-clients', 'no'],
  ]
}
