/** Records what the stage draws, in the browser, at the moment of drawing: a packet disappears after a second. */
import type { Page } from '@playwright/test'

export interface Packet {
  requestId: string
  servedBy: string
  status: number
  realm: string
  own: boolean
  known: boolean
  /** Whether it is animated; with reduced motion it only appears. */
  moves: boolean
  /** When it was drawn, in milliseconds since the page was opened. */
  at: number
}

/** The line of the last request, and the ✕ where it failed. */
export interface Mark {
  requestId: string
  status: number
}

interface Drawn {
  packets: Packet[]
  /** The request ids of packets that bounced off a server which did not answer, once for each bounce. */
  bounces: string[]
  routes: Mark[]
  breaks: Mark[]
}

/** Call it before the page is opened. @returns a function that reads everything drawn so far */
export async function recordStage(page: Page): Promise<() => Promise<Drawn>> {
  await page.addInitScript(() => {
    const drawn: Drawn = { packets: [], bounces: [], routes: [], breaks: [] }
    Object.assign(window, { drawn })

    const note = (marks: Mark[], selector: string) => {
      const { requestId, status } = document.querySelector<SVGElement>(selector)?.dataset ?? {}
      if (requestId === undefined || requestId === marks.at(-1)?.requestId) return
      marks.push({ requestId, status: Number(status) })
    }
    const look = (changes: MutationRecord[]) => {
      for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
        if (!(node instanceof SVGElement)) continue
        // Before the result, the only bad text is that of a bounce.
        if (node.matches('.packet:not(.returning, .broken) > [data-result="bad"]')) {
          drawn.bounces.push(node.parentElement?.dataset.requestId ?? '')
        }
        if (!node.matches('.stage .packet')) continue
        const { requestId = '', servedBy = '', status, realm = '', own, known } = node.dataset
        drawn.packets.push({
          requestId,
          servedBy,
          status: Number(status),
          realm,
          own: own === 'true',
          known: known === 'true',
          moves: node.getAnimations().length > 0,
          at: performance.now(),
        })
      }
      note(drawn.routes, '.stage .lines')
      note(drawn.breaks, '.stage [data-testid="failure"]')
    }
    new MutationObserver(look).observe(document, {
      childList: true,
      subtree: true,
      attributeFilter: ['data-request-id'],
    })
  })
  return () => page.evaluate(() => (window as unknown as { drawn: Drawn }).drawn)
}
