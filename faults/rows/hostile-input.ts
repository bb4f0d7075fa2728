import { connect } from 'node:net'
import { bytesOf, hostileRequests, type Knowledge } from '@session-clustering/testing/hostile'
import fc from 'fast-check'
import { httpClient, sessionCookie } from '../load/http.ts'
import { noneFailed } from '../requirements.ts'
import type { Row } from '../row.ts'
import { pidsOf } from '../services.ts'
import { brokenRequests } from './broken-requests.ts'

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
        for (const [what, bytes, ...statuses] of brokenRequests) {
          const answers = statusesIn(await send(baseUrl, bytes))
          const isWanted = answers.length > 0 && answers.every((each) => statuses.includes(each))
          const got = answers.join(' ') || 'no answer'
          test.require(isWanted || `${what}: ${got}, not ${statuses.join(' or ')}`)
        }
        const [victim = ''] = test.load.sessionIds.keys()
        const knowledge = await attacker(baseUrl, victim)
        const sample = { numRuns: test.isShort ? 200 : 1_000, seed: test.seed }
        for (const hostile of fc.sample(hostileRequests(), sample)) {
          const answers = statusesIn(await send(baseUrl, bytesOf(hostile, knowledge)))
          const errors = answers.filter((status) => status >= 500)
          test.require(
            errors.length === 0 || `${errors.join(' ')}: ${hostile.method} ${hostile.path}`,
          )
        }
      },
    })
    await test.recover()
    test.require(before === (await pidsOf(stack, services)) || 'a process was replaced')
    test.require(noneFailed(test.load.requests))
  },
}

/** Sends the bytes. @returns everything that the server answers */
async function send(url: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).on('error', () => {})
  let answer = ''
  socket.setEncoding('latin1').on('data', (data) => {
    answer += data
  })
  socket.write(bytes)
  const timer = setTimeout(() => socket.destroy(), TIMEOUT_MS)
  await new Promise((resolve) => socket.once('close', resolve))
  clearTimeout(timer)
  return answer
}

function statusesIn(answer: string): number[] {
  return [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status))
}

async function attacker(baseUrl: string, victim: string): Promise<Knowledge> {
  const http = httpClient(baseUrl)
  const json = { username: `attacker-${Date.now()}`, password: 'correct horse battery' }
  await http.call({ method: 'POST', path: '/api/signup', json })
  const cookie = sessionCookie(await http.call({ method: 'POST', path: '/api/login', json })) ?? ''
  http.close()
  return { ...json, cookie: cookie.replace('sid=', ''), victim, victimHandle: 'unknown' }
}
