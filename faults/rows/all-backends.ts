// Faults of all backends, at once or one after the other.
import { frozen, killed } from '../faults.ts'
import { BACKEND_BACK_MS, SLOWEST_ANSWER_MS } from '../limits.ts'
import { isPage, needsSession, worstMs } from '../load/requests.ts'
import { all503, noneFailed, only503 } from '../requirements.ts'
import type { Row } from '../row.ts'
import { startAll } from '../services.ts'

export const rollingRestart: Row = {
  name: 'rolling-restart',
  fault: 'rolling restart of all backends',
  short: true,
  async run(test) {
    await test.cause({ cause: (stack) => stack.restartBackends() })
    await test.recover()
    test.require(noneFailed(test.load.requests))
    const served = new Set(test.load.requests.map(({ servedBy }) => servedBy).filter(Boolean))
    test.require(served.size === test.backends.length || `only ${[...served].join(' ')} has served`)
  },
}

export const backendsDown: Row = {
  name: 'backends-down',
  fault: 'all backends killed',
  short: true,
  async run(test) {
    await test.cause(killed(...test.backends))
    await test.load.awaitAnswers(test.isShort ? 10 : 40)
    await test.repair((stack) => startAll(stack, [test.backend]))
    await startAll(test.stack, test.otherBackends)
    await test.load.awaitAnswers(4)

    test.require(all503(test.during().filter(needsSession)))
    test.require(noneFailed(test.load.requests.filter(isPage)))
    test.within('back after one was ready', test.recoveryMs(), BACKEND_BACK_MS)
  },
}

export const backendsFrozen: Row = {
  name: 'backends-frozen',
  fault: 'all backends frozen',
  async run(test) {
    await test.cause(frozen(...test.backends))
    await test.load.awaitAnswers(3)
    await test.repair()

    const requests = test.sinceCause()
    test.within('the slowest answer', worstMs(requests), SLOWEST_ANSWER_MS)
    test.require(only503(requests.filter(needsSession)))
    test.within('back after the thaw', test.recoveryMs(), BACKEND_BACK_MS)
  },
}
