// A browser's translation replaces each text node with <font> elements. No browser for tests translates, so the tests do.
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { expectPassed, expectStep, predict, stepLink } from '../support/lesson.ts'
import { openStep, press } from '../support/page.ts'
import { english, korean } from '../support/words.ts'

/** Replaces the page's texts as Chrome does, with the same words. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    while (walker.nextNode()) texts.push(walker.currentNode as Text)
    for (const text of texts) {
      const parent = text.parentElement
      if (text.data.trim() === '' || parent?.closest('[translate=no], .notranslate, option'))
        continue
      const inner = document.createElement('font')
      inner.textContent = text.data
      const outer = document.createElement('font')
      outer.append(inner)
      text.replaceWith(outer)
    }
  })
}

test('a translated page shows the texts of the open step only', async ({ page }) => {
  await openStep(page, 1)
  await translate(page)
  await predict(page)
  await press(page, english.sendTen)
  await expectPassed(page, 1, english)

  await translate(page)
  await stepLink(page, 3).click()
  await predict(page)
  await translate(page)
  await press(page, '한국어')
  await expectStep(page, 3, korean)
  const texts = () => page.locator('.masthead, .left, .log h2, .legend').allTextContents()
  const translated = await texts()

  await page.reload()
  await predict(page)
  await expect.poll(texts).toEqual(translated)
})
