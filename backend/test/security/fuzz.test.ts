// Sends 300 hostile requests; `make fuzz` sends 10,000. FUZZ_SEED repeats a run.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Client, forSuite, idIn, sendRaw } from '@session-clustering/testing'
import {
  bytesOf,
  type Hostile,
  hostileRequests,
  type Knowledge,
} from '@session-clustering/testing/hostile'
import fc from 'fast-check'
import { SECRET, startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 300)
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
/** A server may wait for the rest of an incomplete request: the test then gives up after this time. */
const PATIENCE_MS = 200
/** A complete request gets an answer, late on a busy machine. This only ends a test that would hang. */
const ANSWER_TIMEOUT_MS = 20_000

suite('hostile requests', () => {
  const stack = forSuite(startTwoBackends)
  let victim: Client
  let username: string
  before(async () => {
    const user = await signUp(stack.one.url)
    username = user.username
    victim = await logIn(`${stack.one.url}/api`, user)
    await victim.put(`${stack.two.url}/api/cart/book`, { quantity: 2 })
  })

  /** The victim's data, which no other user may change. */
  async function belongings(): Promise<object> {
    const { redis } = stack.redis
    const [{ lastAccessedTime: _, ...session }, account, index] = await Promise.all([
      redis.hgetall(`session:${idIn(victim)}`),
      redis.hgetall(`user:${username}`),
      redis.zrange(`session:user:${username}`, 0, '-1'),
    ])
    return { session, account, index }
  }

  async function honestMs(): Promise<number> {
    const began = performance.now()
    const { status } = await victim.get(`${stack.one.url}/api/me`)
    assert.equal(status, 200)
    return performance.now() - began
  }

  test(`${REQUESTS} requests: no 5xx, no change to other users, nothing left over, no delay for others`, async (t) => {
    t.diagnostic(`FUZZ_SEED=${SEED}`)
    const expected = await belongings()
    const { list } = await victim.get(`${stack.one.url}/api/sessions`)
    const victimHandle = String(list[0]?.handle)
    const given = new Set([idIn(victim)])

    /** An attacker with an account and a session. Its requests change the account and end the session. */
    async function attacker(): Promise<Knowledge> {
      const user = await signUp(stack.one.url)
      const browser = await logIn(`${stack.two.url}/api`, user)
      given.add(idIn(browser))
      return { ...user, cookie: browser.cookies.get('sid') ?? '', victim: username, victimHandle }
    }
    let knowledge = await attacker()
    const [afterHostile, usual]: [number[], number[]] = [[], []]
    const statuses = new Map<string, number>()
    let sent = 0

    async function attack(hostile: Hostile): Promise<void> {
      sent += 1
      if (sent % 50 === 0) knowledge = await attacker()
      const { url } = sent % 2 ? stack.one : stack.two
      const isComplete = hostile.isHttp && hostile.length === 'right'
      const patienceMs = isComplete ? ANSWER_TIMEOUT_MS : PATIENCE_MS
      const answer = await sendRaw(url, bytesOf(hostile, knowledge), patienceMs)
      for (const [, status = ''] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)) {
        assert.ok(Number(status) < 500, answer)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
      // A login creates a session. Afterwards, only these sessions may exist.
      for (const [, id = ''] of answer.matchAll(/^set-cookie: sid=([\w-]{32})\./gim)) given.add(id)
      assert.doesNotMatch(answer, /^set-cookie: a=b/im)
      assert.deepEqual(await belongings(), expected)
      if (sent % 5 === 0) {
        afterHostile.push(await honestMs())
        usual.push(await honestMs())
      }
    }
    await fc.assert(fc.asyncProperty(hostileRequests(SECRET), attack), {
      numRuns: REQUESTS,
      seed: SEED,
    })

    const keys = await stack.redis.redis.keys('session:*')
    const ids = keys.filter((key) => !key.startsWith('session:user:')).map((key) => key.slice(8))
    assert.deepEqual(
      ids.filter((id) => !given.has(id)),
      [],
    )
    // Most requests got an answer, and the answers have several statuses.
    const answered = [...statuses.values()].reduce((sum, count) => sum + count, 0)
    assert.ok(answered > REQUESTS * 0.9, `${answered} answers`)
    assert.ok(statuses.size > 5)
    t.diagnostic(JSON.stringify(Object.fromEntries(statuses)))
    const [slow, normal] = [median(afterHostile), median(usual)]
    t.diagnostic(
      `an honest request: ${slow.toFixed(1)} ms after a hostile one, ${normal.toFixed(1)} ms after an honest one`,
    )
    // A few hundred requests beside other tests are no measurement: only `make fuzz` checks the time.
    assert.ok(
      REQUESTS < 10_000 || slow <= normal * 2,
      'an honest request after a hostile one takes more than twice as long',
    )
  })
})

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
