// What Redis remembers of requests with an Idempotency-Key: `idempotency:<hash>`, a mark while one is carried out, its answer
// afterwards.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { unavailable } from '@session-clustering/store'
import type { Cluster, Redis } from 'ioredis'
import { outcomeUnknown, underWay, usedBefore } from './problems.ts'

export interface Answer {
  status: number
  type?: string
  body: string
}

/** What a mark is replaced with: an answer; that nobody knows the outcome; or nothing, as nothing was done. */
export type Outcome = Answer | 'unknown' | 'undone'

export interface Mark {
  key: string
  /** The request that the key was used for, so that another one is not taken for it. */
  fingerprint: string
  /** What stands in Redis. */
  text: string
  /** Says once a second that somebody is at it. */
  pulse?: NodeJS.Timeout
}

export interface Marks {
  /**
   * Leaves a mark: then the request is the caller's to carry out. Or answers what has been answered before.
   * @param fingerprints of the request, the present one first
   * @throws {Problem} 409 under way, or outcome unknown; 422 another request's key. @throws {StoreUnavailableError}
   */
  begin(key: string, fingerprints: readonly string[]): Promise<{ mark: Mark } | { answer: Answer }>
  /** Rejects when Redis is not there to be told: it is told later. */
  end(mark: Mark, outcome: Outcome): Promise<void>
  close(): void
}

interface Remembered extends Partial<Answer> {
  fingerprint: string
  isUnknown?: true
}

const REMEMBERED_SECONDS = 600
const PULSE_MS = 1_000
/** Whoever has been silent for so long has died of it, or sleeps. */
const SILENCE_MS = 2_400
/** How long a second request waits for the first one's answer. A little longer; nginx waits for 3.5 s. */
const PATIENCE_MS = 2_500
const POLL_MS = 50
/** Less than the patience of whoever meets a mark that should not be there. */
const SWEEP_MS = 500
const MAX_UNTOLD = 1_000
/** What PTTL answers when there is no such key. */
const GONE = -2

// KEYS[1] the mark; ARGV[1] its text, [2] what comes in its place, '' for nothing, [3] for how many seconds.
// Whoever has come since has a mark of their own.
const REPLACE = `
local found = redis.call('GET', KEYS[1])
if found and found ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`

export function redisMarks(redis: Redis | Cluster): Marks {
  const replace = async ({ key, text }: Mark, replacement: string) =>
    void (await redis.eval(REPLACE, 1, key, text, replacement, REMEMBERED_SECONDS))

  // What Redis was not there to be told, which it is told as soon as it answers. Among it are marks of requests that were
  // refused without them: a Redis that was frozen still reads what it was sent.
  const untold = new Map<Mark, string>()
  let sweeper: NodeJS.Timeout | undefined

  function tellLater(mark: Mark, replacement: string): void {
    if (untold.size < MAX_UNTOLD) untold.set(mark, replacement)
    sweeper ??= setInterval(sweep, SWEEP_MS).unref()
  }

  function sweep(): void {
    for (const [mark, replacement] of untold) {
      replace(mark, replacement).then(
        () => untold.delete(mark),
        () => {},
      )
    }
    if (untold.size > 0) return
    clearInterval(sweeper)
    sweeper = undefined
  }

  return {
    async begin(key, fingerprints) {
      const [fingerprint = ''] = fingerprints
      const text = JSON.stringify({ fingerprint, attempt: randomUUID() })
      const mark = { key, fingerprint, text }
      const patience = performance.now() + PATIENCE_MS
      for (;;) {
        const found = await redis
          .set(key, text, 'EX', REMEMBERED_SECONDS, 'NX', 'GET')
          .catch((error) => {
            tellLater(mark, '')
            return unavailable(error)
          })
        if (found === null) {
          const beat = () => void redis.expire(key, REMEMBERED_SECONDS).catch(() => {})
          return { mark: { ...mark, pulse: setInterval(beat, PULSE_MS).unref() } }
        }
        const { status, type, body = '', ...rest } = JSON.parse(found) as Remembered
        if (!fingerprints.includes(rest.fingerprint)) throw usedBefore()
        if (status !== undefined) return { answer: { status, body, ...(type ? { type } : {}) } }
        if (rest.isUnknown) throw outcomeUnknown()
        const leftMs = await redis.pttl(key).catch(unavailable)
        // It has gone since: nothing was done, and it is this one's turn.
        if (leftMs === GONE) continue
        const silentMs = REMEMBERED_SECONDS * 1_000 - leftMs
        if (silentMs > SILENCE_MS) throw outcomeUnknown()
        if (performance.now() > patience) throw underWay()
        await wait(POLL_MS)
      }
    },

    async end(mark, outcome) {
      clearInterval(mark.pulse)
      const replacement = textOf(mark, outcome)
      await replace(mark, replacement).catch((error) => {
        tellLater(mark, replacement)
        throw error
      })
    },

    close: () => clearInterval(sweeper),
  }
}

function textOf({ fingerprint }: Mark, outcome: Outcome): string {
  if (outcome === 'undone') return ''
  const remembered: Remembered =
    outcome === 'unknown' ? { fingerprint, isUnknown: true } : { fingerprint, ...outcome }
  return JSON.stringify(remembered)
}
