// How many event streams a backend holds open: in all, and for one visitor.
import { isIPv6 } from 'node:net'
import { Address6 } from 'ip-address'
import { Problem } from '../problems.ts'

/** A class of 200 may have one address in common, and all of its pages on one backend while the other is stopped. */
const MAX_BY_VISITOR = 200
const MAX_STREAMS = 500
const RETRY_SECONDS = 5

export function streamLimits() {
  const streams = new Map<string, number>()
  let count = 0

  return {
    /**
     * Counts a stream. @returns a function that stops counting it; call it once
     * @throws {Problem} 429 when the visitor has too many, 503 when the backend has too many
     */
    open(address: string): () => void {
      const visitor = networkOf(address)
      const own = streams.get(visitor) ?? 0
      if (own >= MAX_BY_VISITOR) {
        throw tooMany(429, `One address has ${MAX_BY_VISITOR} event streams at most.`)
      }
      if (count >= MAX_STREAMS) {
        throw tooMany(503, `A server has ${MAX_STREAMS} event streams at most.`)
      }
      count += 1
      streams.set(visitor, own + 1)
      return () => {
        count -= 1
        const left = (streams.get(visitor) ?? 1) - 1
        if (left > 0) streams.set(visitor, left)
        else streams.delete(visitor)
      }
    },
  }
}

function tooMany(status: number, detail: string): Problem {
  return new Problem(status, 'too-many-streams', detail, { retryAfterSeconds: RETRY_SECONDS })
}

/** As @fastify/rate-limit counts: an IPv6 address as its /64 network, an IPv4 address in IPv6 notation as IPv4. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const v6 = new Address6(address)
  if (v6.isMapped4()) return v6.to4().correctForm()
  return new Address6(`${address}/64`).startAddress().correctForm()
}
