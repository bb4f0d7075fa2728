import { sendRaw } from '@session-clustering/testing'
import { bytesOf, hostileRequests, type Knowledge } from '@session-clustering/testing/hostile'
import fc from 'fast-check'
import { httpClient, sessionCookie } from '../load/http.ts'
import { noneFailed } from '../requirements.ts'
import type { Row } from '../row.ts'
import { pidsOf } from '../services.ts'

/** Some requests are incomplete, and the server rightly waits for the rest. */
const TIMEOUT_MS = 200

export const hostileInput: Row = {
  name: 'hostile-input',
  fault: 'hostile or broken input',
  short: true,

  async run(test) {
    const { stack } = test
    const services = ['nginx', 'redis', ...test.backends]
    const before = await pidsOf(stack, services)
    await test.cause({
      async cause({ baseUrl }) {
        const [victim = ''] = test.load.sessionIds.keys()
        const knowledge = await attacker(baseUrl, victim)
        const sample = { numRuns: test.isShort ? 200 : 1_000, seed: test.seed }
        for (const hostile of fc.sample(hostileRequests(), sample)) {
          const answer = await sendRaw(baseUrl, bytesOf(hostile, knowledge), TIMEOUT_MS)
          const errors = answer.match(/(?<=^HTTP\/1\.1 )5\d\d /gm) ?? []
          test.require(
            errors.length === 0 || `${errors.join('')}: ${hostile.method} ${hostile.path}`,
          )
        }
      },
    })
    await test.recover()
    test.require(before === (await pidsOf(stack, services)) || 'a process was replaced')
    test.require(noneFailed(test.load.requests))
  },
}

async function attacker(baseUrl: string, victim: string): Promise<Knowledge> {
  const http = httpClient(baseUrl)
  const json = { username: `attacker-${Date.now()}`, password: 'correct horse battery' }
  await http.call({ method: 'POST', path: '/api/signup', json })
  const cookie = sessionCookie(await http.call({ method: 'POST', path: '/api/login', json })) ?? ''
  http.close()
  return { ...json, cookie: cookie.replace('sid=', ''), victim, victimHandle: 'unknown' }
}
