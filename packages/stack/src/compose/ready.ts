/** Waits for states that `docker compose up --wait` does not cover. */
import { readFileSync } from 'node:fs'
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { Problem } from '../problem.ts'
import { until } from '../until.ts'

/** nginx resolves container names every 2 s. It sends no request to a new container before that. */
export async function answersThroughNginx(baseUrl: string, backends: string[]): Promise<void> {
  const missing = new Set(backends)
  const allAnswer = async () => {
    missing.delete((await servedBy(`${baseUrl}/api/openapi.json`)) ?? '')
    return missing.size === 0
  }
  if (await until(allAnswer, 30_000)) return
  throw new Problem(`No answer from ${[...missing].join(' and ')} at ${baseUrl}: see make logs.`)
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

/**
 * The interface of a new container gets its IPv6 address one or two seconds after it starts. Chromium on this machine
 * then closes all its connections, because it treats the new address as a change of network.
 */
export async function addressesAreFinal(): Promise<void> {
  await until(() => !addressFlags().some(isTentative), 10_000)
}

/** The flags of each IPv6 address. linux/if_addr.h defines the bits. */
function addressFlags(): number[] {
  try {
    const lines = readFileSync('/proc/net/if_inet6', 'utf8').trim().split('\n')
    return lines.map((line) => Number.parseInt(line.split(/\s+/)[4] ?? '0', 16))
  } catch {
    // Not Linux, or Linux without IPv6.
    return []
  }
}

function isTentative(flags: number): boolean {
  return (flags & 0x40) !== 0
}
