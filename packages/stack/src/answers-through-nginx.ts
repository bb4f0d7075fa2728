import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { Problem } from './problem.ts'
import { until } from './until.ts'

/** Waits until nginx sends requests to each of these backends. @throws when nginx does not run */
export async function answersThroughNginx(baseUrl: string, backends: string[]): Promise<void> {
  const missing = new Set(backends)
  const allAnswer = async () => {
    missing.delete((await servedBy(`${baseUrl}/api/me`)) ?? '')
    return missing.size === 0
  }
  if (await until(allAnswer, 30_000)) return
  throw new Problem(`No answer from ${[...missing].join(' and ')} at ${baseUrl}`)
}

function servedBy(url: string): Promise<string | undefined> {
  const get = url.startsWith('https:') ? getHttps : getHttp
  return new Promise((resolve, reject) => {
    // The stack uses its own self-signed certificate.
    const options = { rejectUnauthorized: false, agent: false, timeout: 8_000 }
    const request = get(url, options, (response) => {
      response.resume()
      const name = response.headers['x-served-by']
      response.once('close', () => resolve(name === undefined ? undefined : String(name)))
    })
    request.once('timeout', () => request.destroy())
    request.once('error', (error: NodeJS.ErrnoException) => {
      // Refused: nginx does not run, so stop waiting. Other errors can be temporary.
      if (error.code === 'ECONNREFUSED') reject(error)
      else resolve(undefined)
    })
  })
}
