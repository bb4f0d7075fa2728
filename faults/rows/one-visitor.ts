// One visitor against all others. Natively the attacker has an address of its own; with Compose all visitors have the
// engine's, so the attacker uses up their sign-ups and delays their logins. Sessions that exist are never affected.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Stack } from '@session-clustering/stack/types'
import { newAccount, newAttacker, signUpAndLogIn } from '../attacker.ts'
import { attacks } from '../attacks.ts'
import { ATTACKED_MS } from '../limits.ts'
import { type Answer, field, httpClient } from '../load/http.ts'
import { type Done, percentileMs } from '../load/requests.ts'
import { noneFailed, only503, type Requirement, statusIs } from '../requirements.ts'
import type { Row } from '../row.ts'
import { pidsOf } from '../services.ts'

/** Only Linux has all addresses of 127.0.0.0/8. */
const OTHER_ADDRESS = process.platform === 'linux' ? '127.0.0.2' : undefined
/** nginx logs 1,024 bytes of a path and 256 of a User-Agent; a control character becomes six. */
const MOST_LOGGED = 5_000
/** The limit of attempts at one account delays the next one by this time at most. */
const LONGEST_DELAY_SECONDS = 30
/** The browser of the victim's login: guesses do not delay it. */
const BROWSER = `visitor=${'a'.repeat(32)}`

export const oneVisitor: Row = {
  name: 'one-visitor',
  fault: 'one visitor attacks: streams, cart, sizes, logins, guesses, sign-ups',
  short: true,
  limits: true,

  async run(test) {
    const { stack } = test
    const localAddress = stack.runtime === 'native' ? OTHER_ADDRESS : undefined
    const services = ['nginx', 'redis', ...test.backends]
    const before = await pidsOf(stack, services)
    const victim = newAccount('victim')
    const session = await signUpAndLogIn(stack.baseUrl, victim, { cookie: BROWSER })
    const http = httpClient(stack.baseUrl)
    const me = { method: 'GET', path: '/api/me', cookie: session } as const
    const logIn = (cookie?: string) =>
      http.call({ method: 'POST', path: '/api/login', json: victim, cookie })

    await test.cause({
      async cause() {
        const attacker = await newAttacker(stack.baseUrl, localAddress)
        for (const { what, statuses, run } of attacks) {
          const from = performance.now()
          const { answers, requirements } = await run(
            attacker,
            from + (test.isShort ? 1_000 : 8_000),
            victim,
          )
          const others = test.load.requests.filter(({ startedAt }) => startedAt > from)
          const p99 = percentileMs(
            others.filter(({ kind }) => kind === 'me'),
            99,
          )
          test.say(`${what}: ${countsOf(answers)}; p99 of GET /api/me ${p99.toFixed(0)} ms`)
          for (const requirement of [...requirements, explained(answers, statuses)]) {
            test.require(requirement === true || `${what}: ${requirement}`)
          }
          test.within(`${what}: p99 of GET /api/me`, p99, ATTACKED_MS)
        }
      },
    })
    // The guesses were the last attack.
    test.require(statusIs(200, [await logIn(BROWSER)], 'the browser of the last login'))
    let login = await logIn()
    const waitSeconds = login.status === 429 ? Number(login.headers['retry-after']) : 0
    if (waitSeconds > 0) {
      test.require(localAddress === undefined || 'guesses from another address delay the victim')
      test.require(waitSeconds <= LONGEST_DELAY_SECONDS || `the victim waits ${waitSeconds} s`)
      await delay(waitSeconds * 1_000)
      login = await logIn()
    }
    test.require(statusIs(200, [login], 'the right password'))
    test.require(statusIs(200, [await http.call(me)], "the victim's session"))
    http.close()

    await test.recover()
    test.require(before === (await pidsOf(stack, services)) || 'a process was replaced')
    const longest = await longestLogLine(stack)
    test.require(longest <= MOST_LOGGED || `a line of ${longest} bytes in a log`)
    const isLogin = ({ kind }: Done) => kind === 'login'
    const [logins, others] = [
      test.load.requests.filter(isLogin),
      test.load.requests.filter((done) => !isLogin(done)),
    ]
    test.require(noneFailed(others))
    test.require(only503(logins))
    test.require(logins.some(({ ok }) => ok) || 'no visitor logged in')
  },
}

async function longestLogLine(stack: Stack): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'faults-logs-'))
  await stack.collectLogs(directory)
  const files = (await readdir(directory)).map((file) => join(directory, file))
  const logs = await Promise.all(files.map((file) => readFile(file, 'latin1')))
  await rm(directory, { recursive: true })
  return logs
    .flatMap((log) => log.split('\n'))
    .reduce((most, { length }) => Math.max(most, length), 0)
}

/** The statuses are expected, and each refusal says why and, if it is not final, when to try again. */
function explained(answers: readonly Answer[], statuses: readonly number[]): Requirement {
  const isExplained = (answer: Answer) => {
    const { status, headers } = answer
    if (status < 400) return true
    const isProblem = headers['content-type']?.startsWith('application/problem+json')
    const isLater = status === 429 || status === 503
    return (
      isProblem && field(answer, 'detail') && (!isLater || headers['retry-after'] !== undefined)
    )
  }
  const isExpected = (answer: Answer) => statuses.includes(answer.status) && isExplained(answer)
  const other = answers.find((answer) => !isExpected(answer))
  return other === undefined || `${other.status} ${other.body.slice(0, 200)}`
}

/** `200 × 50, 409 × 800` */
function countsOf(answers: readonly Answer[]): string {
  const counts = Object.entries(Object.groupBy(answers, ({ status }) => status))
  return counts.map(([status, some]) => `${status} × ${some?.length}`).join(', ')
}
