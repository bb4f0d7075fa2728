import { type Done, needsSession, percentileMs, statusesOf } from '../load/requests.ts'
import type { Row } from '../row.ts'

/** nginx' own 503 and a backend's are alike in this. */
const isHelpful = ({ type, retryAfter }: Done) =>
  type === 'application/problem+json' && retryAfter !== undefined

export const redisStopped: Row = {
  name: 'redis-stopped',
  fault: 'Redis stopped',
  short: true,

  async run(test) {
    await test.breaks(() => test.stops('redis'))
    await test.load.rounds(test.isShort ? 10 : 40)
    const probes = await Promise.all(
      (['backend-1', 'backend-2'] as const).map(async (backend) => ({
        backend,
        live: await test.stack.probe?.(backend, '/livez'),
        ready: await test.stack.probe?.(backend, '/readyz'),
      })),
    )
    await test.startsAgain('redis')

    const away = test.during().filter(needsSession)
    test.require(away.length > 0, 'nobody asked while Redis was away')
    const other = away.filter(({ status }) => status !== 503)
    test.require(other.length === 0, `not 503: ${statusesOf(other)}`)
    const plain = away.filter((done) => done.status === 503 && !isHelpful(done))
    test.require(plain.length === 0, '503 without a problem or Retry-After')
    test.within('p99 of a 503', percentileMs(away, 99), 100)

    const pages = test.load.requests.filter((done) => done.kind === 'page' && !done.ok)
    test.require(pages.length === 0, `the page failed: ${statusesOf(pages)}`)
    for (const { backend, live, ready } of probes) {
      test.require(live === 200, `${backend}: livez ${live}, not 200`)
      test.require(ready === 503, `${backend}: readyz ${ready}, not 503`)
    }
    test.within('back after Redis', test.recoveryMs(), 2_000)
  },
}
