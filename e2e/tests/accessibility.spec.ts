/** Accessibility of the sandbox. lesson.spec.ts checks the steps of the lesson. */
import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/fixtures.ts'
import { expectSent, fillIn, openSandbox, press } from '../support/page.ts'
import { widerThanTheScreen } from '../support/screen.ts'
import { newUser, signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme}, 360 px`, () => {
    test.use({ colorScheme, viewport: { width: 360, height: 800 } })

    test('the sandbox has no accessibility violation', async ({ page, request }) => {
      test.slow()
      await openSandbox(page)
      await test.step('anonymous', () => expectAccessible(page))

      await test.step('with an error', async () => {
        await fillIn(page, newUser())
        await press(page, english.logIn)
        await expectSent(page, 2)
        await expect(page.getByLabel(english.password, { exact: true })).toHaveAttribute(
          'aria-invalid',
          'true',
        )
        await expectAccessible(page)
      })

      await test.step('logged in, with every kind of cell, and with servers that are down', async () => {
        await fillIn(page, await signUp(request))
        await press(page, english.logIn)
        await expectSent(page, 3)
        await press(page, english.stopServer('backend-1'))
        await press(page, english.cutRedis)
        await expect(page.getByRole('button', { name: english.connectRedis })).toBeVisible()
        await press(page, english.sendTen)
        await expectSent(page, 13)
        await page.locator('.timeline summary').first().click()
        await expectAccessible(page)
      })

      await test.step('nothing is wider than the screen', async () => {
        await expect.poll(() => widerThanTheScreen(page)).toEqual([])
      })
    })
  })
}
