// The automatic reset: after some minutes in which no node has received a request, it undoes what visitors switched off.
import type { Beat } from './messages.ts'
import type { Roster } from './nodes.ts'

export interface QuietReset {
  /** Call this when a switch may have changed the state of this node. */
  look(): void
  close(): void
}

export interface QuietResetOptions {
  quietMs: number
  self: () => Beat
  roster: Roster
  reset: () => Promise<void>
}

/** Time for another node to reset first. */
const GRACE_MS = 2_000

export function quietReset({ quietMs, self, roster, reset }: QuietResetOptions): QuietReset {
  let timer: NodeJS.Timeout | undefined

  function rest(): void {
    clearTimeout(timer)
    timer = undefined
  }

  function arm(delayMs: number): void {
    rest()
    timer = setTimeout(() => void check(), Math.max(0, delayMs)).unref()
  }

  async function check(): Promise<void> {
    const left = () => quietMs - Math.min(...roster.beats().map((beat) => beat.quietMs))
    if (quietMs - self().quietMs > 0) return arm(quietMs - self().quietMs)
    // This node has had no request, but others may have: ask all nodes.
    await roster.rollCall()
    if (!isOff(self())) return rest()
    if (left() > 0) return arm(left())
    const [first] = roster
      .beats()
      .filter(isOff)
      .map(({ node }) => node)
      .sort()
    // Only the first node by name resets. The others check again, in case that it fails.
    if (first === self().node) await reset().catch(() => {})
    if (isOff(self())) arm(GRACE_MS)
  }

  return {
    look() {
      if (!isOff(self())) rest()
      else if (!timer) arm(quietMs)
    },
    close: rest,
  }
}

function isOff({ state, redis }: Beat): boolean {
  return state === 'stopped' || redis === 'cut'
}
