import { failed, needsSession, statusesOf, worstMs } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { problems } from './answers.ts'

export const backendsFrozen: Row = {
  name: 'backends-frozen',
  fault: 'both frozen',

  async run(test) {
    const both = ['backend-1', 'backend-2'] as const
    const signal = (name: NodeJS.Signals) =>
      Promise.all(both.map((backend) => test.stack.signal(backend, name)))
    await test.breaks(() => signal('SIGSTOP'))
    await test.load.rounds(3)
    await test.mends(() => signal('SIGCONT'))

    const asked = test.sinceBroken()
    test.within('the slowest answer', worstMs(asked), 8_000)
    const failures = asked.filter(needsSession).filter(failed)
    const other = failures.filter(({ status }) => status !== 503)
    test.require(other.length === 0, `failed with something else: ${statusesOf(other)}`)
    test.require(...problems(failures))
    test.within('back after the thaw', test.recoveryMs(), 3_000)
  },
}
