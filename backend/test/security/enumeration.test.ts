import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, forSuite, newName } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { signUp } from '../support/user.ts'

const PAIRS = 40
const ROUNDS = 4

suite('an attacker who tries usernames', () => {
  const stack = forSuite(() => startTwoBackends({ LOGIN_ATTEMPTS_PER_ACCOUNT: '10000' }))

  const wrong = (username: string) =>
    client().post(`${stack.one.url}/api/login`, { username, password: 'wrong password' })

  test('S13 learns nothing from the answer: it is the same for known and unknown names', async () => {
    const { username } = await signUp(stack.one.url)
    const [known, unknown] = [await wrong(username), await wrong(newName())]
    assert.deepEqual([known.status, known.text], [401, unknown.text])
    assert.deepEqual(known.headers.getSetCookie(), [])
    const names = ({ headers }: typeof known) => [...headers.keys()].sort()
    assert.deepEqual(names(known), names(unknown))
    assert.equal(known.headers.get('content-length'), unknown.headers.get('content-length'))
  })

  test('S13 learns nothing from the time: the medians differ by less than 10 %', async () => {
    const { username } = await signUp(stack.one.url)
    const timed = async (name: string) => {
      const began = performance.now()
      await wrong(name)
      return performance.now() - began
    }
    // Both kinds alternate, so that other load on the machine affects both. A noisy round is repeated.
    let difference = Number.POSITIVE_INFINITY
    for (let round = 0; round < ROUNDS && difference >= 0.1; round += 1) {
      const times = { known: [] as number[], unknown: [] as number[] }
      for (let i = 0; i < PAIRS; i += 1) {
        times.known.push(await timed(username))
        times.unknown.push(await timed(newName()))
      }
      const [known, unknown] = [median(times.known), median(times.unknown)]
      difference = Math.abs(known - unknown) / Math.max(known, unknown)
    }
    assert.ok(difference < 0.1, `${(difference * 100).toFixed(1)} % apart`)
  })
})

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
