/** What Compose does not wait for: containers that are healthy can still be unknown to those who ask them. */
import { readFileSync } from 'node:fs'
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { Problem } from './problem.ts'
import { until } from './until.ts'

/** nginx looks a container's name up every 2 s: until it has, it sends nothing there. */
export async function answersThroughNginx(baseUrl: string, backends: string[]): Promise<void> {
  const missing = new Set(backends)
  const allAnswer = async () => {
    missing.delete((await servedBy(`${baseUrl}/api/openapi.json`)) ?? '')
    return missing.size === 0
  }
  if (await until(allAnswer, 30_000)) return
  throw new Problem(`Nothing from ${[...missing].join(' and ')} at ${baseUrl}: see make logs.`)
}

function servedBy(url: string): Promise<string | undefined> {
  const get = url.startsWith('https:') ? getHttps : getHttp
  return new Promise((resolve, reject) => {
    // The certificate is the one that the stack made for itself.
    const options = { rejectUnauthorized: false, agent: false, timeout: 8_000 }
    const request = get(url, options, (response) => {
      response.resume()
      const name = response.headers['x-served-by']
      response.once('close', () => resolve(name === undefined ? undefined : String(name)))
    })
    request.once('timeout', () => request.destroy())
    request.once('error', (error: NodeJS.ErrnoException) => {
      // Without nginx there is nothing to wait for; all else may be another moment's.
      if (error.code === 'ECONNREFUSED') reject(error)
      else resolve(undefined)
    })
  })
}

/**
 * An interface of a new container gets its IPv6 address a second or two after it has begun to work, and a browser
 * on this machine ends all its connections then, as if the laptop had moved to another network.
 */
export async function addressesAreFinal(): Promise<void> {
  await until(() => !addressFlags().some(isTentative), 10_000)
}

/** One number an address; what the bits mean: linux/if_addr.h. */
function addressFlags(): number[] {
  try {
    const lines = readFileSync('/proc/net/if_inet6', 'utf8').trim().split('\n')
    return lines.map((line) => Number.parseInt(line.split(/\s+/)[4] ?? '0', 16))
  } catch {
    // No Linux, or none with IPv6.
    return []
  }
}

function isTentative(flags: number): boolean {
  return (flags & 0x40) !== 0
}
