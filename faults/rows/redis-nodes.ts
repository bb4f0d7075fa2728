// The state of a Redis with several nodes.
import { setTimeout as delay } from 'node:timers/promises'
import type { RedisNodeState, Stack } from '@session-clustering/stack/types'

const REPLICA_TIMEOUT_MS = 30_000

export async function primaries(stack: Stack): Promise<RedisNodeState[]> {
  const nodes = (await stack.redisNodes?.()) ?? []
  return nodes.filter(({ role }) => role === 'primary')
}

/** Waits until the node is a replica: a killed primary starts as a primary, and is then demoted. */
export async function isReplica(stack: Stack, name: RedisNodeState['name']): Promise<boolean> {
  const deadline = performance.now() + REPLICA_TIMEOUT_MS
  while (performance.now() < deadline) {
    const nodes = (await stack.redisNodes?.()) ?? []
    if (nodes.some((node) => node.name === name && node.role === 'replica')) return true
    await delay(100)
  }
  return false
}
