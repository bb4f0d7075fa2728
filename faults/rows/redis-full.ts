import type { Stack } from '../../native/types.ts'
import { type Done, failed, statusesOf } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { all503, noneFailed, problems } from './answers.ts'

const changes = ({ kind }: Done) => kind === 'add' || kind === 'add with key'
const reads = ({ kind }: Done) => kind === 'me' || kind === 'cart' || kind === 'page'

export const redisFull: Row = {
  name: 'redis-full',
  fault: 'Redis out of memory',
  short: true,

  async run(test) {
    try {
      await test.breaks(() => fill(test.stack))
      await test.load.rounds(test.isShort ? 20 : 100)
    } finally {
      await test.mends(() => empty(test.stack))
    }

    const full = test.during()
    test.require(...all503(full.filter(changes)))
    test.require(...problems(full))
    test.require(...noneFailed(full.filter(reads)))
    const other = full.filter((done) => failed(done) && done.status !== 503)
    test.require(other.length === 0, `failed with something else: ${statusesOf(other)}`)
    test.within('back after there was room', test.recoveryMs(), 2_000)
  },
}

const MEGABYTE = 1_048_576

/** In one script, which is not stopped half-way: what it writes beyond the limit keeps small writes out as well. */
async function fill(stack: Stack): Promise<void> {
  const memory = await stack.redisCli('INFO', 'memory')
  const figure = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(memory)?.[1])
  const missing = Math.ceil((figure('maxmemory') - figure('used_memory')) / MEGABYTE) + 1
  const script = `for i = 1, ARGV[1] do
    redis.call('SET', 'filler:' .. i, string.rep('x', ${MEGABYTE}))
  end`
  await stack.redisCli('EVAL', script, '0', String(missing))
}

async function empty(stack: Stack): Promise<void> {
  await stack.redisCli(
    'EVAL',
    "return redis.call('UNLINK', unpack(redis.call('KEYS', 'filler:*')))",
    '0',
  )
}
