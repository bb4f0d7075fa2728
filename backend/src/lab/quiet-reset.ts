// Puts back by itself what a visitor has switched off and left: after some minutes in which no node was asked anything.
import type { Beat } from './messages.ts'
import type { Roster } from './roster.ts'

export interface QuietReset {
  /** To be called whenever a switch may have changed something here. */
  look(): void
  close(): void
}

export interface QuietResetOptions {
  quietMs: number
  self: () => Beat
  roster: Roster
  reset: () => Promise<void>
}

/** For another node to be first. */
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
    // Quiet here; a stopped node hears nothing of what the other is asked.
    await roster.rollCall()
    if (!isOff(self())) return rest()
    if (left() > 0) return arm(left())
    const [first] = roster
      .beats()
      .filter(isOff)
      .map(({ node }) => node)
      .sort()
    // One of them tells all the others; they look whether it has.
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
