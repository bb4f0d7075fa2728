// Load on a running stack, through nginx.
import { once } from 'node:events'
import { Agent, type IncomingMessage, request as send } from 'node:http'

export interface StackRequest {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  cookie?: string
  /** Sent as JSON. */
  body?: unknown
}

const PASSWORD = 'a long passphrase'

/** Sends requests for this long, one at a time on each connection. @param next makes the n-th request @returns how many */
export async function keepBusy(
  baseUrl: string,
  connections: number,
  seconds: number,
  next: (n: number) => StackRequest,
): Promise<number> {
  // Not load.ts: nginx closes connections, each one or after a thousand requests. The agent opens new ones.
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const end = performance.now() + seconds * 1000
  let requests = 0
  const loop = async () => {
    while (performance.now() < end) await answered(baseUrl, agent, next(requests++))
  }
  await Promise.all(Array.from({ length: connections }, loop))
  agent.destroy()
  return requests
}

async function answered(
  baseUrl: string,
  agent: Agent,
  { method, path, cookie, body }: StackRequest,
) {
  const json = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    ...(cookie && { cookie }),
    ...(json && { 'content-type': 'application/json', 'content-length': json.length }),
  }
  const sent = send(baseUrl + path, { method, agent, headers }).end(json)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  if (answer.statusCode !== 200) {
    throw new Error(`Unexpected answer to ${method} ${path}: ${answer.statusCode}`)
  }
}

/** A request that logs in this user. */
export const loginOf = (username: string): StackRequest => ({
  method: 'POST',
  path: '/api/login',
  body: { username, password: PASSWORD },
})

/** Signs up and logs in. @returns the cookies */
export async function newLogin(baseUrl: string, username: string): Promise<string> {
  const post = (path: string) =>
    fetch(baseUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: PASSWORD }),
    })
  await post('/api/signup')
  const cookies = (await post('/api/login')).headers.getSetCookie()
  return cookies.map((cookie) => cookie.split(';', 1).join()).join('; ')
}
