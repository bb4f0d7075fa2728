import { type Answer, httpClient } from '../load/http.ts'
import { percentileMs } from '../load/requests.ts'
import type { Row } from '../row.ts'
import { noneFailed } from './answers.ts'

const LOGINS = 100

export const loginsAtOnce: Row = {
  name: 'logins-at-once',
  fault: `${LOGINS} logins at once`,
  short: true,

  async run(test) {
    const json = { username: `crowd-${Date.now()}`, password: 'correct horse battery' }
    const clients = Array.from({ length: LOGINS }, () => httpClient(test.stack.baseUrl))
    const logIn = (client: (typeof clients)[number]) =>
      client.call({ method: 'POST', path: '/api/login', json })
    await clients[0]?.call({ method: 'POST', path: '/api/signup', json })
    // Two at a time, as many as the two backends hash: code that runs for the first times is slow, and this row is about
    // servers that have been up for a while.
    for (const pair of pairsOf(clients)) await Promise.all(pair.map(logIn))
    let answers: Answer[] = []
    await test.breaks(async () => {
      answers = await Promise.all(clients.map(logIn))
    })
    for (const client of clients) client.close()
    await test.recovers()

    const [good, refused] = [200, 503].map((status) =>
      answers.filter((answer) => answer.status === status),
    )
    const other = answers.filter(({ status }) => status !== 200 && status !== 503)
    test.require(
      other.length === 0,
      `${other.length} logins: neither 200 nor 503, but ${other[0]?.status}`,
    )
    test.require(good?.length !== 0, 'nobody was let in')
    test.require(refused?.length !== 0, 'nobody was turned away: the queue has no bound')
    const silent = refused?.filter(({ headers }) => headers['retry-after'] === undefined)
    test.require(silent?.length === 0, '503 without Retry-After')

    const { from, to } = test.broken()
    const meanwhile = test.load.requests.filter(
      (done) => done.kind === 'me' && done.startedAt + done.ms > from && done.startedAt < to,
    )
    test.require(meanwhile.length > 0, 'nobody asked meanwhile')
    test.require(...noneFailed(meanwhile))
    test.within('p99 of GET /api/me meanwhile', percentileMs(meanwhile, 99), 100)
  },
}

function pairsOf<T>(all: readonly T[]): T[][] {
  return all.flatMap((_, i) => (i % 2 === 0 ? [all.slice(i, i + 2)] : []))
}
