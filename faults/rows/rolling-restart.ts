import { statusesOf } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { noneFailed } from './answers.ts'

/** A node that drains may be asked for so long after the signal. */
const HANDOVER_MS = 1_000

export const rollingRestart: Row = {
  name: 'rolling-restart',
  fault: 'rolling restart of both',
  short: true,

  async run(test) {
    const away: { backend: string; from: number; to: number }[] = []
    await test.breaks(async () => {
      for (const backend of ['backend-1', 'backend-2'] as const) {
        const from = performance.now()
        await test.stops(backend)
        const to = performance.now()
        away.push({ backend, from, to })
        await test.stack.start(backend)
      }
    })
    await test.mends(async () => {})

    test.require(...noneFailed(test.load.requests))
    for (const { backend, from, to } of away) {
      const late = test.load.requests.filter(
        (done) =>
          done.servedBy === backend && done.startedAt > from + HANDOVER_MS && done.startedAt < to,
      )
      test.require(late.length === 0, `${backend} drained, and answered: ${statusesOf(late)}`)
    }
  },
}
