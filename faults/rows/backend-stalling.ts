import { setTimeout as delay } from 'node:timers/promises'
import { percentileMs, worstMs } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { noneFailed } from './answers.ts'

const STALL_MS = 200
const STALLS = 20

export const backendStalling: Row = {
  name: 'backend-stalling',
  fault: `one backend stalls for ${STALL_MS} ms, again and again`,
  // A container's pause takes longer than STALL_MS.
  runtimes: ['native'],

  async run(test) {
    await test.breaks(async () => {
      for (let i = 0; i < STALLS; i += 1) {
        await test.stack.signal('backend-1', 'SIGSTOP')
        await delay(STALL_MS)
        await test.stack.signal('backend-1', 'SIGCONT')
        await delay(STALL_MS / 4)
      }
    })
    await test.recovers()

    test.require(...noneFailed(test.load.requests))
    const asked = test.sinceBroken()
    test.within('the slowest answer', worstMs(asked), STALL_MS * 3)
    const fromTheOther = asked.filter(({ servedBy }) => servedBy === 'backend-2')
    test.within('p99 of the other backend', percentileMs(fromTheOther, 99), 100)
  },
}
