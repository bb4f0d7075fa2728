/** Restarts the backends of a stack that goes on serving: one after the other, so that no request fails. */
import * as http from 'node:http'
import * as https from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from './problem.ts'

const patienceMs = 20_000

/**
 * @param restart settles when the backend is ready again
 * @param address of nginx
 */
export async function restartInTurn(
  restart: (backend: 'backend-1' | 'backend-2') => Promise<void>,
  address: string,
): Promise<void> {
  for (const backend of ['backend-1', 'backend-2'] as const) {
    await restart(backend)
    await untilAsked(backend, address)
  }
}

/** nginx looks for a backend that was away after a second or two; the next one must not go before that. */
async function untilAsked(backend: string, address: string): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const name = await servedBy(`${address}/api/openapi.json`).catch(() => 'no nginx')
    // Without nginx, nobody is kept waiting.
    if (name === backend || name === 'no nginx') return
    if (Date.now() > deadline) throw new Problem(`nginx does not ask ${backend}: see make logs.`)
    await delay(100)
  }
}

/** Whoever answers; over HTTPS with a certificate of one's own, which no authority has signed. */
function servedBy(url: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? https.get : http.get
    const options = { agent: false, rejectUnauthorized: false, timeout: 10_000 } as const
    const request = get(url, options, (response) => {
      response.resume()
      const name = response.headers['x-served-by']
      resolve(typeof name === 'string' ? name : undefined)
    })
    request.on('timeout', () => request.destroy(new Error('No answer')))
    request.on('error', reject)
  })
}
