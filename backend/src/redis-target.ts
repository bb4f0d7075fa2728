// Turns the settings into where Redis is: a single server, a primary that sentinels know, or a cluster.

export interface RedisSettings {
  REDIS_URL?: string | undefined
  /** host:port,host:port,… */
  REDIS_SENTINELS?: string | undefined
  REDIS_SENTINEL_NAME?: string | undefined
  /** host:port,host:port,… Some nodes are enough: the cluster names the others. */
  REDIS_CLUSTER_NODES?: string | undefined
  REDIS_USER?: string | undefined
}

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

/** The name that this repository's own sentinels use. */
export const SENTINEL_NAME = 'session-clustering'

/**
 * @param defaults for settings that are not set
 * @throws {TypeError} when settings contradict each other; the message names them
 */
export function redisTarget(
  settings: RedisSettings,
  secrets: RedisSecrets,
  defaults: { url: string; user: string },
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

  const username = settings.REDIS_USER || defaults.user
  const login = loginOf(username, secrets.password)
  if (REDIS_SENTINELS) {
    return {
      kind: 'sentinel',
      sentinels: addresses('REDIS_SENTINELS', REDIS_SENTINELS),
      name: REDIS_SENTINEL_NAME || SENTINEL_NAME,
      login,
      sentinelLogin: loginOf(username, secrets.sentinelPassword),
    }
  }
  if (REDIS_CLUSTER_NODES) {
    const nodes = addresses('REDIS_CLUSTER_NODES', REDIS_CLUSTER_NODES)
    return { kind: 'cluster', nodes, login }
  }
  if (settings.REDIS_USER) throw new TypeError('put REDIS_USER into REDIS_URL: redis://user@host')
  return { kind: 'single', url: urlWithPassword(REDIS_URL || defaults.url, secrets.password) }
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

/** The password goes into the URL: ioredis reads a URL with a user and no password as an empty password. */
function urlWithPassword(redisUrl: string, password: string | undefined): string {
  const url = new URL(redisUrl)
  if (password !== undefined) url.password = password
  return url.href
}
