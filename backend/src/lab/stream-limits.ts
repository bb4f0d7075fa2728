// How many event streams a backend holds open: in all, and for one visitor.
import { isIPv6 } from 'node:net'
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

/** An IPv6 address as its /64 network, which usually belongs to one visitor; an IPv4 address in IPv6 notation as IPv4. */
export function networkOf(address: string): string {
  const [, v4] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (v4 !== undefined || !isIPv6(address)) return v4 ?? address
  const [before = [], after = []] = address
    .split('::')
    .map((part) => part.split(':').filter(Boolean))
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = [...before, ...zeros, ...after].slice(0, 4)
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}
