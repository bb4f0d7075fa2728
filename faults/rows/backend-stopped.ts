import { statusesOf } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { noneFailed } from './answers.ts'

/** A draining backend may receive requests for this long after the signal. */
const HANDOVER_MS = 1_000

export const backendStopped: Row = {
  name: 'backend-stopped',
  fault: 'one backend stopped (SIGTERM)',
  short: true,

  async run(test) {
    let signalledAt = 0
    await test.breaks(async () => {
      signalledAt = performance.now()
      await test.stops('backend-1')
    })
    await test.load.rounds(test.isShort ? 20 : 100)
    await test.startsAgain('backend-1')

    test.require(...noneFailed(test.load.requests))
    const [late] = test.load.requests
      .filter(({ startedAt, servedBy }) => {
        const isDraining = startedAt > signalledAt && startedAt < test.broken().to
        return servedBy === 'backend-1' && isDraining
      })
      .toSorted((a, b) => b.startedAt - a.startedAt)
    const tookMs = late === undefined ? 0 : late.startedAt - signalledAt
    test.within('received requests after the signal for', tookMs, HANDOVER_MS)
    const afterTheStop = test.during().filter(({ servedBy }) => servedBy === 'backend-1')
    test.require(
      afterTheStop.length === 0,
      `backend-1 answered after its exit: ${statusesOf(afterTheStop)}`,
    )
  },
}
