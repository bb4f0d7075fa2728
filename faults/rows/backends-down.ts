import { needsSession } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { all503, isPage, noneFailed, problems } from './answers.ts'

export const backendsDown: Row = {
  name: 'backends-down',
  fault: 'both down',
  short: true,

  async run(test) {
    await test.breaks(() =>
      Promise.all([
        test.stack.signal('backend-1', 'SIGKILL'),
        test.stack.signal('backend-2', 'SIGKILL'),
      ]),
    )
    await test.load.rounds(test.isShort ? 10 : 40)
    await test.startsAgain('backend-1')
    await test.stack.start('backend-2')
    await test.load.rounds(4)

    const away = test.during()
    test.require(...all503(away.filter(needsSession)))
    test.require(...problems(away))
    test.require(...noneFailed(test.load.requests.filter(isPage)))
    test.within('back after one was ready', test.recoveryMs(), 3_000)
  },
}
