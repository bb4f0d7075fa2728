import type { Cluster, Redis } from 'ioredis'
import { isSessionId } from '../session-id.ts'

/** The names of a store's keys. All begin with its prefix or have it in their hash tag. */
export interface Keys {
  session(id: string): string
  /** A user's index. No session id has a colon, so it is no session's key. */
  user(principal: string): string
  /**
   * The three keys of session events. One hash tag, so that a Redis Cluster keeps them together and one script can use them.
   * They do not begin with the prefix: KEYS session:* shows sessions.
   */
  events: { expirations: string; principals: string; stream: string }
  /** The id in a session's key; `undefined` for another key. */
  idIn(key: string): string | undefined
}

export function keysWith(prefix: string): Keys {
  // A prefix ends in a character that no id has, so no two prefixes differ in the colon alone.
  const tag = `events:{${prefix.replace(/:$/, '')}}`
  return {
    session: (id) => prefix + id,
    user: (principal) => `${prefix}user:${principal}`,
    events: {
      expirations: `${tag}:expirations`,
      principals: `${tag}:principals`,
      stream: `${tag}:stream`,
    },
    idIn(key) {
      const id = key.startsWith(prefix) ? key.slice(prefix.length) : ''
      return isSessionId(id) ? id : undefined
    },
  }
}

/**
 * The keys that begin with a prefix, a page at a time; of a Cluster, those of all its primaries. A key that moves between
 * nodes meanwhile may come twice.
 */
export async function* scanKeys(redis: Redis | Cluster, prefix: string): AsyncGenerator<string[]> {
  // ioredis adds its keyPrefix to keys, but not to patterns, and does not remove it from replies.
  const clientPrefix = redis.options.keyPrefix ?? ''
  const match = `${escapeGlob(clientPrefix + prefix)}*`
  const servers = redis.isCluster ? (redis as Cluster).nodes('master') : [redis as Redis]
  for (const server of servers) {
    let cursor = '0'
    do {
      const [next, page] = await server.scan(cursor, 'MATCH', match, 'COUNT', 500)
      cursor = next
      if (page.length > 0) yield page.map((key) => key.slice(clientPrefix.length))
    } while (cursor !== '0')
  }
}

function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&')
}
