// Sends one request at a time over a keep-alive connection, as a browser does.
import { Agent, type IncomingHttpHeaders, request as send } from 'node:http'

/** Longer than nginx lets any request take: a request that reaches this limit hangs. */
const TIMEOUT_MS = 15_000

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  cookie?: string | undefined
  json?: unknown
  headers?: Record<string, string>
}

/** Status 0: the connection broke, or the timeout passed. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export type Http = ReturnType<typeof httpClient>

/** @param localAddress the address of this client; without it, the system chooses one */
export function httpClient(baseUrl: string, localAddress?: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress })
  return {
    call: ({ method, path, cookie, json, headers: further }: Call) =>
      new Promise<Answer>((resolve) => {
        const body = json === undefined ? '' : JSON.stringify(json)
        const headers = {
          ...further,
          ...(cookie === undefined ? {} : { cookie }),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'GET' ? {} : { 'content-length': Buffer.byteLength(body) }),
        }
        const signal = AbortSignal.timeout(TIMEOUT_MS)
        const request = send(`${baseUrl}${path}`, { method, headers, agent, signal })
        const broken = (error: Error) => resolve({ status: 0, headers: {}, body: error.message })
        request.on('error', broken)
        request.on('response', (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          response.on('error', broken)
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          )
        })
        request.end(body)
      }),
    close: () => agent.destroy(),
  }
}

/** The session cookie that an answer sets, as a Cookie header value; '' when the answer clears it. */
export function sessionCookie({ headers }: Answer): string | undefined {
  const line = headers['set-cookie']?.find((cookie) => cookie.startsWith('sid='))
  if (line === undefined) return undefined
  const [pair = ''] = line.split(';')
  return pair === 'sid=' ? '' : pair
}

/** A field of a JSON answer. */
export function field(answer: Answer, name: string): unknown {
  const parsed: unknown = answer.body.startsWith('{') ? JSON.parse(answer.body) : {}
  return typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, name) : undefined
}
