import { setTimeout as delay } from 'node:timers/promises'
import { failed, isRead, statusesOf } from '../load/requests.ts'
import { pidsOf } from '../processes.ts'
import type { Row } from '../row.ts'
import { readyAfter } from '../start-all.ts'

const FOUND_MS = 5_000

export const addressChanged: Row = {
  name: 'address-changed',
  fault: 'a container comes back with another address',
  runtimes: ['compose'],

  async run(test) {
    const { stack, load } = test
    const nginx = await pidsOf(stack, ['nginx'])
    let readyAt = 0
    await test.breaks(async () => {
      const goes = async () => stack.comeBackElsewhere?.('backend-1')
      readyAt = await readyAfter(stack, ['backend-1'], goes)
    })
    const firstAnswer = () =>
      load.requests.find((done) => done.servedBy === 'backend-1' && done.startedAt > readyAt)
    while (firstAnswer() === undefined && performance.now() < readyAt + 4 * FOUND_MS) {
      await delay(50)
    }
    await test.recovers()

    const foundAt = firstAnswer()?.startedAt ?? Number.POSITIVE_INFINITY
    test.within('found at its new address', foundAt - readyAt, FOUND_MS)
    test.recoveredAfter(foundAt - readyAt)
    test.require(nginx === (await pidsOf(stack, ['nginx'])), 'nginx was reloaded')
    const reads = load.requests.filter(isRead).filter(failed)
    test.require(reads.length === 0, `a GET failed: ${statusesOf(reads)}`)
  },
}
