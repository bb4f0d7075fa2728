import type { Row } from '../row.ts'
import { noneFailed } from './answers.ts'

export const rollingRestart: Row = {
  name: 'rolling-restart',
  fault: 'rolling restart of both',
  short: true,

  async run(test) {
    await test.breaks(() => test.stack.restartBackends())
    await test.recovers()
    test.require(...noneFailed(test.load.requests))
    const served = new Set(test.load.requests.map(({ servedBy }) => servedBy).filter(Boolean))
    test.require(served.size === 2, `only ${[...served].join(' ')} has served`)
  },
}
