import { IMMEDIATE_MS } from '../limits.ts'
import { type Answer, type Http, httpClient } from '../load/http.ts'
import { percentileMs } from '../load/requests.ts'
import { noneFailed } from '../requirements.ts'
import type { Row } from '../row.ts'

const LOGINS = 100
/** A hundred logins take half a second. A hundredth of the other requests in that time would be a single answer. */
const TIMES = 5

export const loginsAtOnce: Row = {
  name: 'logins-at-once',
  fault: `${LOGINS} logins at once, ${TIMES} times`,
  short: true,

  async run(test) {
    const json = { username: `logins-${Date.now()}`, password: 'correct horse battery' }
    const clients = Array.from({ length: LOGINS }, () => httpClient(test.stack.baseUrl))
    const logIn = (client: Http) => client.call({ method: 'POST', path: '/api/login', json })
    await clients[0]?.call({ method: 'POST', path: '/api/signup', json })
    // Logs in one after the other first: the row measures servers that have already hashed passwords.
    for (const client of clients) await logIn(client)
    const answers: Answer[] = []
    await test.cause({
      async cause() {
        for (let time = 0; time < TIMES; time += 1) {
          answers.push(...(await Promise.all(clients.map(logIn))))
        }
      },
    })
    for (const client of clients) client.close()
    await test.recover()

    const refused = answers.filter(({ status }) => status === 503)
    const other = answers.filter(({ status }) => status !== 200 && status !== 503)
    test.require(
      other.length === 0 || `${other.length} logins: neither 200 nor 503, but ${other[0]?.status}`,
    )
    test.require(refused.length + other.length < answers.length || 'no login succeeded')
    test.require(refused.length > 0 || 'no login was refused: the queue has no limit')
    const withoutTime = refused.filter(({ headers }) => headers['retry-after'] === undefined)
    test.require(withoutTime.length === 0 || '503 without Retry-After')

    const meanwhile = test.meanwhile().filter(({ kind }) => kind === 'me')
    test.require(meanwhile.length > 0 || 'no other request during the logins')
    test.require(noneFailed(meanwhile))
    test.within('p99 of GET /api/me meanwhile', percentileMs(meanwhile, 99), IMMEDIATE_MS)
  },
}
