// Fills Redis' memory, up to its limit or to a share of it, and frees it again.
import type { Stack } from '@session-clustering/stack/types'

const MEGABYTE = 1_048_576

/** Keys per script. Redis holds the data of a script several times in memory until they are on disk. */
const AT_ONCE = 16

/** Redis lets a started script finish: the last one writes beyond the limit, so that small writes fail as well. */
export const fillRedis = (stack: Stack) => fillUpTo(1, stack)

/** @param share of Redis' `maxmemory` */
export async function fillUpTo(share: number, stack: Stack): Promise<void> {
  const memory = await stack.redisCli('INFO', 'memory')
  const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(memory)?.[1])
  const missing = Math.ceil((share * figure('maxmemory') - figure('used_memory')) / MEGABYTE) + 1
  const script = `
    for i = ARGV[1], ARGV[2] do redis.call('SET', 'filler:' .. i, string.rep('x', ${MEGABYTE})) end`
  for (let first = 1; first <= missing; first += AT_ONCE) {
    const last = Math.min(first + AT_ONCE - 1, missing)
    try {
      await stack.redisCli('EVAL', script, '0', String(first), String(last))
    } catch (error) {
      // Full earlier than computed: Redis also counts its client buffers.
      if (String(error).includes('OOM')) return
      throw error
    }
  }
}

export async function freeRedis(stack: Stack): Promise<void> {
  const script = `
    for _, key in ipairs(redis.call('KEYS', 'filler:*')) do redis.call('UNLINK', key) end`
  await stack.redisCli('EVAL', script, '0')
}
