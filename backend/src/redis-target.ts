// Turns the settings into where Redis is: a single server, a primary that sentinels know, or a cluster.
import { isIP } from 'node:net'
import type { RedisSettings } from './config.ts'

/** The contents of files that settings name. */
export interface RedisFiles {
  password?: string | undefined
  sentinelPassword?: string | undefined
  ca?: string | undefined
}

export interface Address {
  host: string
  port: number
}

export interface Login {
  username?: string
  password?: string
}

/** Options of Node's tls.connect. The server's certificate is always verified. */
export interface Tls {
  ca?: string
  servername?: string
}

/** Without `tls`, connections are not encrypted. */
export type RedisTarget = Where & { tls?: Tls }

type Where =
  | { kind: 'single'; url: string }
  | {
      kind: 'sentinel'
      sentinels: Address[]
      /** The sentinels' name for the primary and its replicas. */
      name: string
      login: Login
      sentinelLogin: Login
    }
  | { kind: 'cluster'; nodes: Address[]; login: Login }

/**
 * @param user when neither REDIS_URL nor REDIS_USER is set
 * @throws {TypeError} when settings contradict each other; the message names them
 */
export function redisTarget(settings: RedisSettings, files: RedisFiles, user: string): RedisTarget {
  const where = whereIs(settings, files, user)
  const tls = tlsOf(where, settings, files.ca)
  return tls === undefined ? where : { ...where, tls }
}

function whereIs(settings: RedisSettings, secrets: RedisFiles, user: string): Where {
  const { REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER_NODES, REDIS_SENTINEL_NAME } = settings
  const ways = Object.entries({ REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER_NODES })
  const [first = 'REDIS_URL', second] = ways.flatMap(([name, value]) => (value ? [name] : []))
  if (second !== undefined) throw new TypeError(`${first} and ${second} are both set: choose one`)
  if (!REDIS_SENTINELS) {
    if (REDIS_SENTINEL_NAME) throw new TypeError('REDIS_SENTINEL_NAME needs REDIS_SENTINELS')
    if (settings.REDIS_SENTINEL_USER)
      throw new TypeError('REDIS_SENTINEL_USER needs REDIS_SENTINELS')
    if (secrets.sentinelPassword !== undefined) {
      throw new TypeError('REDIS_SENTINEL_PASSWORD_FILE needs REDIS_SENTINELS')
    }
  }

  const username = settings.REDIS_USER || user
  const login = loginOf(username, secrets.password)
  if (REDIS_SENTINELS) {
    return {
      kind: 'sentinel',
      sentinels: addresses('REDIS_SENTINELS', REDIS_SENTINELS),
      // The name that this repository's own sentinels use.
      name: REDIS_SENTINEL_NAME || 'session-clustering',
      login,
      sentinelLogin: loginOf(settings.REDIS_SENTINEL_USER || username, secrets.sentinelPassword),
    }
  }
  if (REDIS_CLUSTER_NODES) {
    const nodes = addresses('REDIS_CLUSTER_NODES', REDIS_CLUSTER_NODES)
    return { kind: 'cluster', nodes, login }
  }
  if (settings.REDIS_USER) throw new TypeError('put REDIS_USER into REDIS_URL: redis://user@host')
  const url = new URL(REDIS_URL || 'redis://127.0.0.1:6379')
  // The password goes into the URL: ioredis reads a URL with a user and no password as an empty password.
  if (secrets.password !== undefined) url.password = secrets.password
  if (!REDIS_URL) Object.assign(url, login)
  return { kind: 'single', url: url.href }
}

function tlsOf(where: Where, settings: RedisSettings, ca: string | undefined): Tls | undefined {
  const { REDIS_TLS, REDIS_CA_FILE, REDIS_SERVER_NAME } = settings
  const url = where.kind === 'single' ? new URL(where.url) : undefined
  if (url && REDIS_TLS === 'on' && url.protocol !== 'rediss:') {
    throw new TypeError('REDIS_TLS is on, but REDIS_URL has no TLS: write rediss://')
  }
  if (REDIS_TLS === 'off' && url?.protocol !== 'rediss:') {
    // Otherwise a forgotten `s` would send the password unencrypted.
    const unused = Object.entries({ REDIS_CA_FILE, REDIS_SERVER_NAME }).find(([, value]) => value)
    if (unused) throw new TypeError(`${unused[0]} needs TLS: REDIS_TLS=on, or REDIS_URL=rediss://…`)
    return undefined
  }
  // Node sends a name (SNI) only when it is told one. The nodes of several have different names.
  const name = REDIS_SERVER_NAME || (url && nameIn(url))
  return { ...(ca ? { ca } : {}), ...(name ? { servername: name } : {}) }
}

/** An address is no name for SNI (RFC 6066, section 3). Node compares it with the certificate by itself. */
function nameIn({ hostname }: URL): string | undefined {
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : undefined
}

/** Without a password, no AUTH is sent: a Redis without users answers it with an error. */
function loginOf(username: string, password: string | undefined): Login {
  return password === undefined ? {} : { username, password }
}

function addresses(setting: string, list: string): Address[] {
  return list.split(',').map((text) => {
    const [, bracketed, plain, port] = /^(?:\[([\da-f:]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? []
    const host = bracketed ?? plain
    if (host === undefined || Number(port) > 65_535) {
      throw new TypeError(`${setting} must be a list of host:port, separated by commas`)
    }
    return { host, port: Number(port) }
  })
}
