import { setTimeout as delay } from 'node:timers/promises'
import { failed } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { all503 } from './answers.ts'

const TIMES = 5

export const redisCut: Row = {
  name: 'redis-cut',
  fault: `connections to Redis cut, ${TIMES} times`,
  short: true,

  async run(test) {
    await test.breaks(async () => {
      for (let i = 0; i < TIMES; i += 1) {
        await test.stack.redisCli('CLIENT', 'KILL', 'USER', 'app')
        await delay(500)
      }
    })
    await test.recovers()

    test.require(...all503(test.sinceBroken().filter(failed)))
    test.within('back after the last cut', test.recoveryMs(), 2_000)
  },
}
