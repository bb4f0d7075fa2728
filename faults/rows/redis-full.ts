import { type Done, failed, isChange, statusesOf } from '../load/requests.ts'
import { fillRedis, makeRoomInRedis } from '../redis-memory.ts'
import type { Row } from '../row.ts'
import { all503, noneFailed, problems } from './answers.ts'

const reads = ({ kind }: Done) => kind === 'me' || kind === 'cart' || kind === 'page'

export const redisFull: Row = {
  name: 'redis-full',
  fault: 'Redis out of memory',
  short: true,

  async run(test) {
    try {
      await test.breaks(() => fillRedis(test.stack))
      await test.load.rounds(test.isShort ? 20 : 100)
    } finally {
      await test.mends(() => makeRoomInRedis(test.stack))
    }

    const full = test.during()
    test.require(...all503(full.filter(isChange)))
    test.require(...problems(full))
    test.require(...noneFailed(full.filter(reads)))
    const other = full.filter((done) => failed(done) && done.status !== 503)
    test.require(other.length === 0, `failed with something else: ${statusesOf(other)}`)
    test.within('back after there was room', test.recoveryMs(), 2_000)
  },
}
