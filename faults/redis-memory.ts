// A Redis without room for another write, and with room again.
import type { Stack } from '../native/types.ts'

const MEGABYTE = 1_048_576

/** In one script, which is not stopped half-way: what it writes beyond the limit keeps small writes out as well. */
export async function fillRedis(stack: Stack): Promise<void> {
  const memory = await stack.redisCli('INFO', 'memory')
  const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(memory)?.[1])
  const missing = Math.ceil((figure('maxmemory') - figure('used_memory')) / MEGABYTE) + 1
  const script = `
    for i = 1, ARGV[1] do redis.call('SET', 'filler:' .. i, string.rep('x', ${MEGABYTE})) end`
  await stack.redisCli('EVAL', script, '0', String(missing))
}

export async function makeRoomInRedis(stack: Stack): Promise<void> {
  const script = `
    for _, key in ipairs(redis.call('KEYS', 'filler:*')) do redis.call('UNLINK', key) end`
  await stack.redisCli('EVAL', script, '0')
}
