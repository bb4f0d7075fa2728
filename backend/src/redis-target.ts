// Turns the settings into where Redis is: a single server, a primary that sentinels know, or a cluster.
import type { RedisSettings } from './config.ts'

export interface RedisSecrets {
  password?: string | undefined
  sentinelPassword?: string | undefined
}

export interface Address {
  host: string
  port: number
}

export interface Login {
  username?: string
  password?: string
}

export type RedisTarget =
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
export function redisTarget(
  settings: RedisSettings,
  secrets: RedisSecrets,
  user: string,
): RedisTarget {
  const { REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER_NODES, REDIS_SENTINEL_NAME } = settings
  const ways = Object.entries({ REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER_NODES })
  const [first = 'REDIS_URL', second] = ways.flatMap(([name, value]) => (value ? [name] : []))
  if (second !== undefined) throw new TypeError(`${first} and ${second} are both set: choose one`)
  if (!REDIS_SENTINELS) {
    if (REDIS_SENTINEL_NAME) throw new TypeError('REDIS_SENTINEL_NAME needs REDIS_SENTINELS')
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
      sentinelLogin: loginOf(username, secrets.sentinelPassword),
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
