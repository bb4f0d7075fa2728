// make screenshots: starts a stack and takes pictures of every step of the page, in both languages and themes. The two
// pictures for the READMEs go to docs/images; the others are for review.
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumLaunchOptions } from './support/chromium.ts'
import { startOwnStack } from './support/stack.ts'
import { english, korean, type Words } from './support/words.ts'

const README_IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url))
const ALL_IMAGES = fileURLToPath(new URL('results/screenshots/', import.meta.url))
const STEPS = 10
const SHARED_STORE = 4
const WIDTHS = [360, 1280, 1920]

const stack = await startOwnStack()
const browser = await chromium.launch(chromiumLaunchOptions())
try {
  await mkdir(ALL_IMAGES, { recursive: true })
  for (const words of [english, korean]) {
    await forReadme(browser, words)
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of WIDTHS) {
        const options = {
          locale: words.locale,
          colorScheme,
          viewport: { width, height: heightFor(width) },
        }
        for (let step = 1; step <= STEPS; step += 1) {
          const page = await openStep(browser, step, options)
          await page.screenshot({
            path: `${ALL_IMAGES}${words.lang}-${colorScheme}-${width}-step-${step}.png`,
          })
          await page.context().close()
        }
      }
    }
  }
} finally {
  await browser.close()
  await stack.stop()
}
console.log(`For the READMEs: ${README_IMAGES}\nFor review: ${ALL_IMAGES}`)

/** The shared store, a logged-in visitor, and answers from both servers. */
async function forReadme(browser: Browser, words: Words): Promise<void> {
  const viewport = { width: 1280, height: 900 }
  const page = await openStep(browser, SHARED_STORE, {
    locale: words.locale,
    colorScheme: 'light',
    viewport,
  })
  // A step begins with a prediction; any answer will do.
  await page.locator('main').getByRole('button').first().click()
  await page.getByRole('button', { name: words.guestLogIn }).click()
  await page.getByRole('button', { name: words.sendTen }).click()
  await settled(page, words)
  await page.screenshot({ path: `${README_IMAGES}page.${words.lang}.png` })
  await page.context().close()
}

async function openStep(
  browser: Browser,
  step: number,
  options: {
    locale: string
    colorScheme: 'light' | 'dark'
    viewport: { width: number; height: number }
  },
): Promise<Page> {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${stack.baseUrl}/#step=${step}`)
  // The page's first request has been answered and drawn.
  await page.locator('.cell').first().waitFor()
  return page
}

/** Waits until the page has finished every action. */
async function settled(page: Page, words: Words): Promise<void> {
  const strip = page.getByRole('list', { name: words.requestList })
  await strip.locator('.cell').nth(10).waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

function heightFor(width: number): number {
  return { 360: 740, 1280: 800, 1920: 1080 }[width] ?? 800
}
