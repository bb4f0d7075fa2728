import { failed, isRead, statusesOf, worstMs } from '../load/requests.ts'
import type { Row } from '../row.ts'

export const backendFrozen: Row = {
  name: 'backend-frozen',
  fault: 'one backend frozen (SIGSTOP)',
  short: true,

  async run(test) {
    const frozenMs = test.isShort ? 8_000 : 15_000
    await test.breaks(() => test.stack.signal('backend-1', 'SIGSTOP'))
    await test.lasts(frozenMs)
    await test.mends(() => test.stack.signal('backend-1', 'SIGCONT'))

    const asked = test.sinceBroken()
    test.within('the slowest answer', worstMs(asked), 8_000)
    const reads = asked.filter((done) => isRead(done) && failed(done))
    test.require(reads.length === 0, `a GET failed: ${statusesOf(reads)}`)

    // nginx leaves the frozen backend out. Only the first requests wait, and then about one a second that tries it again.
    // In the normal rotation every second request would wait.
    const waited = asked.filter(({ ms }) => ms > 1_000)
    const most = test.load.shoppers + 2 + frozenMs / 1_000
    test.require(
      waited.length <= most,
      `${waited.length} of ${asked.length} requests waited for the frozen backend, not ${most} at most`,
    )
  },
}
