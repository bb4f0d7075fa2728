/** The documents for students: the last step links to them, and the handout is one sheet of paper. */
import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/fixtures.ts'
import { openSandbox } from '../support/page.ts'
import { widerThanTheScreen } from '../support/screen.ts'
import { english, korean } from '../support/words.ts'

for (const words of [english, korean]) {
  test.describe(`in ${words.lang}`, () => {
    test.use({ locale: words.locale, viewport: { width: 360, height: 800 } })

    test('the sandbox links to the handout, and the handout to the exercises', async ({ page }) => {
      await openSandbox(page, words)
      await page.getByRole('link', { name: words.handout }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', words.lang)
      await expect(page.getByRole('row')).toHaveCount(11)
      await expectAccessible(page)
      await expect.poll(() => widerThanTheScreen(page)).toEqual([])
      expect(sheetsOf(await page.pdf({ preferCSSPageSize: true }))).toBe(1)

      await page.getByRole('link', { name: /exercises|연습/ }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', words.lang)
      await expect(page.getByRole('group')).toHaveCount(8)
      await expectAccessible(page)
      await expect.poll(() => widerThanTheScreen(page)).toEqual([])
    })
  })
}

function sheetsOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0
}
