import type { StoredRecord } from '@session-clustering/api/lab'

/** The command that prints the session. The page knows only the beginning and the end of its id, so KEYS finds the key. */
export function redisCliOf({ key, type }: Pick<StoredRecord, 'key' | 'type'>): string {
  const read = type === 'string' ? 'GET' : 'HGETALL'
  return `make redis-cli CMD="${read} $(make redis-cli CMD='KEYS ${key.replace('…', '*')}')"`
}
