import { failed, needsSession } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { all503, isPage, noneFailed, problems } from './answers.ts'

export const redisKilled: Row = {
  name: 'redis-killed',
  fault: 'Redis killed and restarted',
  short: true,

  async run(test) {
    // Redis writes its append-only file to disk once a second. Most of the data must be older than that.
    await test.lasts(2_000)
    await test.breaks(() => test.stack.signal('redis', 'SIGKILL'))
    test.mayLoseLastSecond()
    await test.load.rounds(5)
    await test.startsAgain('redis')

    const failures = test.sinceBroken().filter(needsSession).filter(failed)
    test.require(...all503(failures))
    test.require(...problems(failures))
    test.require(...noneFailed(test.load.requests.filter(isPage)))
    test.within('back after Redis', test.recoveryMs(), 2_000)
  },
}
