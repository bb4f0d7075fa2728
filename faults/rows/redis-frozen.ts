import { endedAt, needsSession, percentileMs, worstMs } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { all503, isPage, noneFailed, problems } from './answers.ts'

/** The first request may wait this long for Redis. */
const FIRST_MS = 1_100

export const redisFrozen: Row = {
  name: 'redis-frozen',
  fault: 'Redis frozen (SIGSTOP)',
  short: true,

  async run(test) {
    await test.breaks(() => test.stack.signal('redis', 'SIGSTOP'))
    await test.lasts(test.isShort ? 4_000 : 10_000)
    await test.mends(() => test.stack.signal('redis', 'SIGCONT'))

    const frozen = test.during().filter(needsSession)
    test.require(...all503(frozen))
    test.require(...problems(frozen))
    test.within('the first answer', worstMs(test.meanwhile().filter(needsSession)), FIRST_MS)
    // After this time every backend treats Redis as unreachable.
    const known = test.broken().to + FIRST_MS
    const later = frozen.filter(({ startedAt }) => startedAt > known)
    test.require(later.length > 0, 'no request after the first second')
    test.within('p99 of a 503 after that', percentileMs(later, 99), 100)
    test.require(...noneFailed(test.load.requests.filter(isPage)))
    test.within('back after the thaw', test.recoveryMs(), 2_000)
    test.require(
      test.sinceBroken().every((done) => done.status !== 0),
      `a request had no answer until ${Math.max(...test.sinceBroken().map(endedAt))}`,
    )
  },
}
