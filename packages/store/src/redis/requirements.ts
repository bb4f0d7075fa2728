// Checks of the client and the server.
import type { Cluster, Redis } from 'ioredis'

const OLDEST_VERSION = '7.0'

/** @throws {TypeError} for a value that is no ioredis client, and for a client that reads from replicas */
export function checkClient(redis: unknown): asserts redis is Redis | Cluster {
  const isClient =
    typeof redis === 'object' &&
    redis !== null &&
    typeof Reflect.get(redis, 'defineCommand') === 'function'
  if (!isClient) {
    throw new TypeError(
      'The option "redis" must be an ioredis client: new Redis(…) or new Cluster(…)',
    )
  }
  const { scaleReads, role } = Reflect.get(redis, 'options') ?? {}
  if (scaleReads !== undefined && scaleReads !== 'master') {
    throw new TypeError(
      `The Redis client has scaleReads "${scaleReads}": sessions must be read from primaries, as a replica may not know yet who has logged out`,
    )
  }
  if (role === 'slave') {
    throw new TypeError(
      'The Redis client is connected to a replica: sessions must be read from and written to the primary',
    )
  }
}

/**
 * Problems of the server, one sentence each; empty when there are none, and when INFO is not allowed or not answered. On a
 * Cluster, one primary is checked.
 */
export async function serverProblems(redis: Redis | Cluster): Promise<string[]> {
  try {
    const server = redis.isCluster ? (redis as Cluster).nodes('master')[0] : (redis as Redis)
    if (server === undefined) return []
    const info = await server.info()
    const setting = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]
    const problems: string[] = []
    const version = setting('redis_version')
    if (version !== undefined && isOlder(version, OLDEST_VERSION)) {
      problems.push(
        `Redis ${version} is older than ${OLDEST_VERSION}, the oldest version that session-clustering is tested with: commands may fail`,
      )
    }
    const policy = setting('maxmemory_policy')
    if (policy !== undefined && policy !== 'noeviction') {
      problems.push(
        `Redis has maxmemory-policy ${policy}: when its memory is full it removes session keys, which logs users out; set noeviction`,
      )
    }
    return problems
  } catch {
    return []
  }
}

function isOlder(version: string, oldest: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number)
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor)
}
