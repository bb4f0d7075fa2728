import { failed, needsSession, percentileMs } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { all503, isPage, noneFailed, problems } from './answers.ts'
import { isReplica, primaries } from './redis-nodes.ts'

export const sentinelFailover: Row = {
  name: 'sentinel-failover',
  fault: 'Redis primary killed, sentinels promote a replica',
  short: true,
  topology: 'sentinel',

  async run(test) {
    const [primary] = await primaries(test.stack)
    if (primary === undefined) throw new Error('There is no primary')
    await test.breaks(() => test.stack.signal(primary.name, 'SIGKILL'))
    // Replication is asynchronous: the last acknowledged changes may not have reached a replica.
    test.mayLoseLastSecond()
    await test.recovers()

    const failures = test.sinceBroken().filter(failed)
    test.require(...all503(failures.filter(needsSession)))
    test.require(...problems(failures))
    test.require(...noneFailed(test.load.requests.filter(isPage)))
    test.within('p99 of a 503', percentileMs(failures, 99), 100)
    test.within('serving again', test.recoveryMs(), 15_000)

    const [next, ...more] = await primaries(test.stack)
    test.require(
      next !== undefined && next.name !== primary.name && more.length === 0,
      `primaries: ${[next, ...more].map((each) => each?.name)}`,
    )
    await test.stack.start(primary.name)
    test.require(await isReplica(test.stack, primary.name), `${primary.name} is no replica`)
  },
}
