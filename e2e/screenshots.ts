// make screenshots: starts a stack and takes pictures of every step of the page, in both languages and themes. The pictures and
// the loops for the READMEs go to docs/images; the others are for review.
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type BrowserContextOptions, chromium, type Page } from '@playwright/test'
import { chromiumLaunchOptions } from './support/chromium.ts'
import { predict } from './support/lesson.ts'
import { loopOf, loopViewport } from './support/loop.ts'
import { expectSent, openStep, press, sandbox } from './support/page.ts'
import { startOwnStack } from './support/stack.ts'
import { english, korean, type Words } from './support/words.ts'

const README_IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url))
const ALL_IMAGES = fileURLToPath(new URL('results/screenshots/', import.meta.url))
const SHARED_STORE = 4
const VIEWPORTS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]

const stack = await startOwnStack()
const browser = await chromium.launch(chromiumLaunchOptions())
try {
  await mkdir(ALL_IMAGES, { recursive: true })
  for (const words of [english, korean]) {
    await forReadme(words)
    await loopForReadme(words)
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const viewport of VIEWPORTS) {
        for (let step = 1; step <= sandbox; step += 1) {
          const page = await openNewPage(step, words, { colorScheme, viewport })
          await page.screenshot({
            path: `${ALL_IMAGES}${words.lang}-${colorScheme}-${viewport.width}-step-${step}.png`,
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
async function forReadme(words: Words): Promise<void> {
  const viewport = { width: 1280, height: 900 }
  const page = await openNewPage(SHARED_STORE, words, { colorScheme: 'light', viewport })
  await predict(page)
  await press(page, words.guestLogIn)
  await press(page, words.sendTen)
  // The page's first request, sign-up, login and ten more.
  await expectSent(page, 13, words)
  await page.screenshot({ path: `${README_IMAGES}page.${words.lang}.png` })
  await page.context().close()
}

async function loopForReadme(words: Words): Promise<void> {
  const page = await newPage(words, { colorScheme: 'light', viewport: loopViewport })
  await writeFile(`${README_IMAGES}loop.${words.lang}.gif`, await loopOf(page, words))
  await page.context().close()
}

async function openNewPage(
  step: number,
  words: Words,
  options: BrowserContextOptions,
): Promise<Page> {
  const page = await newPage(words, { ...options, reducedMotion: 'reduce' })
  await openStep(page, step, words)
  return page
}

async function newPage(words: Words, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    ...options,
    baseURL: stack.baseUrl,
    locale: words.locale,
  })
  return context.newPage()
}
