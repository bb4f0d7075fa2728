// The last heartbeat of every node. A node that does not send one in time is away. While Redis is away no heartbeat can
// arrive, so the last known states stay.
import type { LabState } from '@session-clustering/api/lab'
import type { Bus } from './channel.ts'
import type { Beat } from './messages.ts'

export interface Roster {
  /** The last heartbeat of every node that is not away, this node first. */
  beats(): Beat[]
  nodes(): LabState['nodes']
  /** Asks all nodes for a heartbeat, and waits for the answers, at most 500 ms. */
  rollCall(): Promise<void>
  /** Removes nodes without a heartbeat for 3 s. Call it only while all nodes send one each second. */
  forgetTheSilent(): void
  /** Waits until the condition holds, at most 2 s. @returns whether it holds */
  until(condition: () => boolean): Promise<boolean>
}

const SILENCE_MS = 3_000
const ANSWER_MS = 500
const CHANGE_MS = 2_000

export function roster(bus: Bus, names: readonly string[], self: () => Beat): Roster {
  const heard = new Map<string, { beat: Beat; at: number }>()
  const waiting = new Set<() => void>()

  bus.listen((message, from) => {
    if (message.kind !== 'beat') return
    heard.set(from, { beat: message.beat, at: performance.now() })
    for (const look of [...waiting]) look()
  })

  const others = () => {
    const own = self().node
    return [...new Set([...names, ...heard.keys()])].filter((name) => name !== own)
  }

  function until(condition: () => boolean, timeoutMs = CHANGE_MS): Promise<boolean> {
    return new Promise((resolve) => {
      const look = () => {
        if (condition()) done(true)
      }
      const done = (is: boolean) => {
        clearTimeout(timer)
        waiting.delete(look)
        resolve(is)
      }
      const timer = setTimeout(() => done(false), timeoutMs)
      waiting.add(look)
      look()
    })
  }

  function forgetBefore(time: number): void {
    if (!bus.isConnected()) return
    for (const [name, { at }] of heard) if (at < time) heard.delete(name)
  }

  return {
    beats: () => [self(), ...others().flatMap((name) => heard.get(name)?.beat ?? [])],

    nodes() {
      const own = self()
      return [own.node, ...others()].sort().map((name) => {
        const beat = name === own.node ? own : heard.get(name)?.beat
        return { name, state: beat?.state ?? 'away', served: beat?.served ?? 0 }
      })
    },

    async rollCall() {
      const asked = performance.now()
      bus.say({ kind: 'roll-call' })
      await until(() => others().every((name) => (heard.get(name)?.at ?? 0) >= asked), ANSWER_MS)
      forgetBefore(asked)
    },

    forgetTheSilent: () => forgetBefore(performance.now() - SILENCE_MS),
    until: (condition) => until(condition),
  }
}
