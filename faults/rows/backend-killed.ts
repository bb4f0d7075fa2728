import { failed, isRead, statusesOf } from '../load/requests.ts'
import type { Row } from '../row.ts'

/** The kernel needs this long to close all sockets of a dead process, and nginx to notice it. */
const CLOSE_MS = 100

export const backendKilled: Row = {
  name: 'backend-killed',
  fault: 'one backend killed (SIGKILL)',
  short: true,

  async run(test) {
    await test.breaks(() => test.stack.signal('backend-1', 'SIGKILL'))
    await test.load.rounds(test.isShort ? 20 : 100)
    await test.startsAgain('backend-1')

    const failures = test.load.requests.filter(failed)
    const reads = failures.filter(isRead)
    test.require(reads.length === 0, `a GET failed: ${statusesOf(reads)}`)

    // Each user has one request in flight. The kill itself takes a moment.
    const { from, to } = test.broken()
    const late = failures.filter(
      ({ startedAt, ms }) => startedAt > to + CLOSE_MS || startedAt + ms < from,
    )
    const [first] = late.map(({ startedAt }) => `${Math.round(startedAt - to)} ms after it`)
    test.require(
      late.length === 0,
      `requests failed that were not in flight at the kill: ${statusesOf(late)}, ${first}`,
    )
    const most = test.load.shoppers + 1
    test.require(
      failures.length <= most,
      `more than one request a user failed: ${statusesOf(failures)}`,
    )

    const afterTheKill = test.during().filter(({ servedBy }) => servedBy === 'backend-1')
    test.require(afterTheKill.length === 0, 'the killed backend answered')
  },
}
