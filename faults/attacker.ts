// One visitor who sends as many requests as fit, all from one address.
import { type ClientRequest, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Answer, type Call, httpClient, sessionCookie } from './load/http.ts'

export interface Account {
  username: string
  password: string
}

/** @param count the number of earlier calls @param answers those so far */
type NextCall = (count: number, answers: readonly Answer[]) => Call | undefined

export type Attacker = Awaited<ReturnType<typeof newAttacker>>

/** Signs up and logs in. @param localAddress the attacker's address; without it, the one of all visitors */
export async function newAttacker(baseUrl: string, localAddress?: string) {
  const account = newAccount('attacker')
  return {
    account,
    cookie: await signUpAndLogIn(baseUrl, account, { localAddress }),

    /** Each connection sends one call after the other, until `next` has none. */
    async flood(connections: number, next: NextCall): Promise<Answer[]> {
      const answers: Answer[] = []
      let count = 0
      const sending = Array.from({ length: connections }, async () => {
        const http = httpClient(baseUrl, localAddress)
        for (let call = next(count++, answers); call !== undefined; call = next(count++, answers)) {
          answers.push(await http.call(call))
        }
        http.close()
      })
      await Promise.all(sending)
      return answers
    },

    /** Opens streams at once. @returns their answers, and a function that closes them */
    async openStreams(count: number, path: string) {
      const options = { agent: false, localAddress }
      const streams = Array.from({ length: count }, () => get(`${baseUrl}${path}`, options))
      const close = () => streams.forEach((stream) => void stream.destroy())
      return { answers: await Promise.all(streams.map(beginningOf)), close }
    },
  }
}

export function newAccount(name: string): Account {
  return { username: `${name}-${Date.now()}`, password: 'correct horse battery' }
}

/** @returns the session's cookie */
export async function signUpAndLogIn(
  baseUrl: string,
  json: Account,
  { localAddress, cookie }: { localAddress?: string | undefined; cookie?: string },
): Promise<string> {
  const http = httpClient(baseUrl, localAddress)
  await http.call({ method: 'POST', path: '/api/signup', json })
  const login = await http.call({ method: 'POST', path: '/api/login', json, cookie })
  http.close()
  const session = sessionCookie(login)
  if (!session) throw new Error(`${json.username} cannot log in: ${login.status} ${login.body}`)
  return session
}

/** The answer of a stream, without its body, or the complete refusal. */
function beginningOf(stream: ClientRequest): Promise<Answer> {
  return new Promise((resolve) => {
    stream.on('error', ({ message }) => resolve({ status: 0, headers: {}, body: message }))
    stream.on('response', async (response) => {
      const { statusCode: status = 0, headers } = response
      if (status === 200) response.on('error', () => {}).resume()
      resolve({ status, headers, body: status === 200 ? '' : await text(response) })
    })
  })
}
