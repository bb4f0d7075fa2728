/** The moving picture of the READMEs: a login is lost, a login is kept, a server stops. */
import { expect, type Page } from '@playwright/test'
import { type Frame, gifOf } from './gif.ts'
import { stripOf } from './page.ts'
import { record } from './screencast.ts'
import type { Words } from './words.ts'

export const loopViewport = { width: 1280, height: 800 }
// The packets fly at a quarter of their speed, and the loop is shown four times as fast: a busy machine drops no frames.
const speedUp = 4
const options = { width: 880, speedUp }

/** @param page a new one, of the size `loopViewport` */
export async function loopOf(page: Page, words: Words): Promise<Uint8Array> {
  const frames: Frame[] = []
  const scene = async (act: () => Promise<void>) => {
    frames.push(...(await record(page, options, act)))
  }
  const pause = (ms: number) => page.waitForTimeout(ms * speedUp)
  // The account of the guest exists before the first scene, so that its login is one request.
  await page.goto('/?present#step=4')
  await predict(page, 4, words)
  await press(page, words.guestLogIn)
  await idle(page, words)
  await press(page, words.speeds.quarter)

  const turnTo = (step: number) =>
    page.evaluate((to) => {
      location.hash = `#step=${to}`
    }, step)
  await turnTo(2)
  await predict(page, 2, words)
  await idle(page, words)
  await scene(async () => {
    await pause(300)
    await press(page, words.guestLogIn)
    await idle(page, words)
    await press(page, words.sendTen)
    await idle(page, words)
    await pause(700)
  })
  await turnTo(4)
  await expect(page.getByRole('heading', { name: words.steps[3]?.title ?? '' })).toBeVisible()
  await scene(async () => {
    await pause(300)
    await press(page, words.sendTen)
    await idle(page, words)
    await pause(700)
  })
  await turnTo(5)
  await predict(page, 5, words)
  await scene(async () => {
    await press(page, words.startStream)
    await pause(1_000)
    await press(page, words.stopServer('backend-1'))
    await pause(2_500)
  })
  await press(page, words.pauseStream)
  await press(page, words.reset)
  await expect(page.getByRole('button', { name: words.reset })).toBeHidden()
  return gifOf(frames)
}

async function predict(page: Page, step: number, words: Words): Promise<void> {
  await press(page, words.steps[step - 1]?.options[0] ?? '')
}

/** Does not scroll, so that the stage stays where it is. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  await button.evaluate((element: HTMLElement) => element.click())
}

async function idle(page: Page, words: Words): Promise<void> {
  await expect(stripOf(page, words)).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 })
}
