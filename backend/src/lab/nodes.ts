// The last report of every node. A node that does not answer is away. While Redis is away no answer can arrive, so the last
// known states stay.
import type { LabState, NodeState, RedisState, Switch } from '@session-clustering/api/lab'
import type { Channel } from './channel.ts'
import type { LessonChange } from './class.ts'

/** The state of a node, reported by itself. */
export interface Report {
  node: string
  state: NodeState
  /** Number of API requests answered since the process began. */
  served: number
  /** The node's Redis connection for sessions. */
  redis: RedisState
  /** Time since its last API request, or since a switch was used. */
  idleMs: number
  lastSwitch: Switch | null
  lesson: LessonChange | null
}

const ANSWER_MS = 500
const SILENCE_MS = 3_000
const CHANGE_MS = 2_000

export type Nodes = ReturnType<typeof nodeReports>

/** @param own makes a report of this node */
export function nodeReports(names: readonly string[], own: () => Report, channel: Channel) {
  const others = new Map<string, { report: Report; at: number }>()
  const waiting = new Set<() => void>()

  const allNames = () => [...new Set([...names, own().node, ...others.keys()])].sort()
  const reportOf = (name: string) => (name === own().node ? own() : others.get(name)?.report)

  /** The last report of every node that is not away, sorted by name. */
  const reports = () => allNames().flatMap((name) => reportOf(name) ?? [])

  /** Waits until the condition holds. @returns whether it holds */
  function until(condition: () => boolean, timeoutMs = CHANGE_MS): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (holds: boolean) => {
        clearTimeout(timer)
        waiting.delete(look)
        resolve(holds)
      }
      const look = () => condition() && done(true)
      const timer = setTimeout(done, timeoutMs, false)
      waiting.add(look)
      look()
    })
  }

  return {
    receive(report: Report): void {
      if (report.state === 'away') others.delete(report.node)
      else if (report.node !== own().node) {
        others.set(report.node, { report, at: performance.now() })
      }
      for (const look of [...waiting]) look()
    },

    /** Asks all nodes for a report, and waits for the answers, at most 500 ms. */
    async refresh(): Promise<void> {
      const asked = performance.now()
      const isSilent = (name: string) =>
        name !== own().node && !((others.get(name)?.at ?? 0) >= asked)
      channel.publish({ kind: 'ask' })
      if (!channel.isConnected()) return
      await until(() => !allNames().some(isSilent), ANSWER_MS)
      if (!channel.isConnected()) return
      for (const [name, { at }] of others) {
        // A busy node may need more than 500 ms for its answer.
        if (isSilent(name) && performance.now() - at > SILENCE_MS) others.delete(name)
      }
    },

    reports,
    until,

    list: (): LabState['nodes'] =>
      allNames().map((name) => {
        const { state = 'away', served = 0 } = reportOf(name) ?? {}
        return { name, state, served }
      }),

    redis(): RedisState {
      if (!channel.isConnected()) return 'away'
      if (reports().some(({ redis }) => redis === 'cut')) return 'cut'
      // Redis is up when every node can use it. A node that is still connecting would answer 503.
      return reports().every(({ redis }) => redis === 'up') ? 'up' : 'away'
    },
  }
}
