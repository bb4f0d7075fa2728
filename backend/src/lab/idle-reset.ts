// After some minutes in which no node has received a request, the lab undoes what visitors switched off.
import type { Nodes, Report } from './nodes.ts'

export interface IdleResetOptions {
  name: string
  idleMs: number
  nodes: Nodes
  reset: () => Promise<void>
}

/** Time for another node to reset first. */
const GRACE_MS = 2_000

export function idleReset({ name, idleMs, nodes, reset }: IdleResetOptions) {
  let timer: NodeJS.Timeout | undefined

  function arm(delayMs = idleMs): void {
    clearTimeout(timer)
    timer = setTimeout(check, delayMs).unref()
  }

  async function check(): Promise<void> {
    await nodes.refresh()
    const reports = nodes.reports()
    const off = reports.filter(isOff).map(({ node }) => node)
    if (!off.includes(name)) return
    const leftMs = idleMs - Math.min(...reports.map((report) => report.idleMs))
    // Only the first node that is off resets. The others check again later, because the first one can fail.
    if (leftMs <= 0 && off[0] === name) await reset().catch(() => {})
    else arm(Math.max(leftMs, GRACE_MS))
  }

  return {
    /** Call this when a switch may have changed the state of this node. */
    arm: () => arm(),
    close: () => clearTimeout(timer),
  }
}

function isOff({ state, redis }: Report): boolean {
  return state === 'stopped' || redis === 'cut'
}
