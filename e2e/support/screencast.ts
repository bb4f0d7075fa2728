import type { Page } from '@playwright/test'
import type { Frame } from './gif.ts'

/** At most one frame in so many milliseconds, a multiple of the 10 ms of GIF. */
const frameMs = 70

interface Options {
  /** In pixels. */
  width: number
  /** How many times as fast the frames are shown. */
  speedUp: number
}

/** Records what the page shows while `act` runs. */
export async function record(
  page: Page,
  { width, speedUp }: Options,
  act: () => Promise<void>,
): Promise<Frame[]> {
  const devtools = await page.context().newCDPSession(page)
  const shown: { png: Buffer; at: number }[] = []
  devtools.on('Page.screencastFrame', ({ data, sessionId, metadata: { timestamp = 0 } }) => {
    shown.push({ png: Buffer.from(data, 'base64'), at: timestamp * 1000 })
    // Chromium sends the next frame after the acknowledgement. Encoding sixty in a second would slow the page down.
    setTimeout(
      () => {
        // A frame that arrives after the end cannot be acknowledged.
        devtools.send('Page.screencastFrameAck', { sessionId }).catch(() => {})
      },
      (frameMs * speedUp) / 2,
    )
  })
  const startedAt = Date.now()
  await devtools.send('Page.startScreencast', { format: 'png', maxWidth: width })
  await act()
  await devtools.detach()
  const endedAt = Date.now()

  // Chromium sends frames when something changes, not always in order.
  shown.sort((a, b) => a.at - b.at)
  const frames: Frame[] = []
  for (let at = startedAt; at < endedAt; at += frameMs * speedUp) {
    const png = (shown.findLast((frame) => frame.at <= at) ?? shown[0])?.png
    const last = frames.at(-1)
    if (!png) continue
    if (last?.png === png) last.ms += frameMs
    else frames.push({ png, ms: frameMs })
  }
  return frames
}
