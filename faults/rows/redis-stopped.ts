import { needsSession, percentileMs } from '../load/requests.ts'
import { pidsOf } from '../processes.ts'
import type { Row } from '../row.ts'
import { all503, isPage, noneFailed, problems } from './answers.ts'
import { pageFiles } from './page-files.ts'

const backends = ['backend-1', 'backend-2'] as const

export const redisStopped: Row = {
  name: 'redis-stopped',
  fault: 'Redis stopped',
  short: true,

  async run(test) {
    const before = await pidsOf(test.stack, backends)
    await test.breaks(() => test.stops('redis'))
    await test.load.rounds(test.isShort ? 20 : 100)
    for (const backend of backends) {
      const live = await test.stack.probe?.(backend, '/livez')
      const ready = await test.stack.probe?.(backend, '/readyz')
      test.require(live === 200, `${backend}: livez ${live}, not 200`)
      test.require(ready === 503, `${backend}: readyz ${ready}, not 503`)
    }
    // The page, its scripts, and the text of the lesson in them.
    for (const [file, status] of await pageFiles(test.stack.baseUrl)) {
      test.require(status === 200, `${file}: ${status}`)
    }
    await test.startsAgain('redis')
    test.require(before === (await pidsOf(test.stack, backends)), 'backends were restarted')

    const away = test.during().filter(needsSession)
    test.require(...all503(away))
    test.require(...problems(away))
    test.within('p99 of a 503', percentileMs(away, 99), 100)
    test.require(...noneFailed(test.load.requests.filter(isPage)))
    test.within('back after Redis', test.recoveryMs(), 2_000)
  },
}
