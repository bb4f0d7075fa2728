import { chromium } from '@playwright/test'
import { chromiumLaunchOptions } from './support/chromium.ts'
import { predict } from './support/lesson.ts'
import { openStep, press } from './support/page.ts'
import { startOwnStack } from './support/stack.ts'
import { english, korean } from './support/words.ts'

const stack = await startOwnStack()
const browser = await chromium.launch(chromiumLaunchOptions())
try {
  for (const [words, colorScheme, width, height] of [
    [english, 'light', 1280, 900],
    [korean, 'dark', 360, 740],
    [korean, 'light', 1280, 800],
  ] as const) {
    const context = await browser.newContext({
      baseURL: stack.baseUrl,
      locale: words.locale,
      colorScheme,
      viewport: { width, height },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await openStep(page, 8, words)
    await predict(page)
    await press(page, words.guestLogIn)
    await page.getByRole('button', { name: words.guestLogIn }).waitFor({ state: 'hidden' })
    await press(page, words.secondDevice)
    await page.locator('.key').nth(1).waitFor()
    const shot = async (n: string) => {
      await page.waitForTimeout(1200)
      await page.screenshot({
        path: `/tmp/take-shots/${words.lang}-${width}-${n}.png`,
        fullPage: width > 1000,
      })
    }
    await shot('1')
    await press(page, words.everywhere)
    await page.locator('.key[data-gone="true"]').nth(1).waitFor()
    await press(page, words.sendSecond)
    await shot('2')
    await page.evaluate(() => {
      location.hash = '#step=10'
    })
    await page.getByRole('region', { name: words.takeAway }).waitFor()
    await shot('3')
    await page.screenshot({
      path: `/tmp/take-shots/${words.lang}-${width}-full.png`,
      fullPage: true,
    })
    await page.setViewportSize({ width: Math.max(width, 1280), height: 800 })
    if (width > 1000) {
      await page.getByRole('button', { name: words.presenter }).click()
      await page.getByRole('region', { name: words.takeAway }).scrollIntoViewIfNeeded()
      await page.screenshot({ path: `/tmp/take-shots/${words.lang}-present-10.png` })
      await page.evaluate(() => {
        location.hash = '#step=8'
      })
      await shot('present8')
    }
    await context.close()
  }
} finally {
  await browser.close()
  await stack.stop()
}
