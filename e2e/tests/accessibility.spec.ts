import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { acts, expectPassed, expectStep, predict } from '../support/lesson.ts'
import { expectSent, fillIn, openSandbox, openStep, press } from '../support/page.ts'
import { widerThanTheScreen } from '../support/screen.ts'
import { newUser, signUp } from '../support/users.ts'
import { english, korean } from '../support/words.ts'

async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

// A colour in the middle of a transition is not what a visitor reads.
const calm = { contextOptions: { reducedMotion: 'reduce' } } as const

test.afterEach(async ({ request }) => {
  await request.post('/api/lab/reset')
})

for (const [colorScheme, words] of [
  ['light', english],
  ['dark', korean],
] as const) {
  test.describe(`${colorScheme}, in ${words.lang}`, () => {
    test.use({ ...calm, colorScheme, locale: words.locale })

    test('no step of the lesson has an accessibility violation', async ({ page }) => {
      test.setTimeout(240_000)
      await openStep(page, 1, words)
      for (const [index, act] of acts.entries()) {
        const step = index + 1
        await test.step(`step ${step}`, async () => {
          await expectStep(page, step, words)
          await predict(page)
          await expectClean(page)
          await act(page, words)
          await expectPassed(page, step, words)
          await expectClean(page)
          await press(page, words.next)
        })
      }
    })
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`${colorScheme}, 360 px`, () => {
    test.use({ ...calm, colorScheme, viewport: { width: 360, height: 800 } })

    test('the sandbox has no accessibility violation', async ({ page, request }) => {
      test.slow()
      await openSandbox(page)
      await test.step('anonymous', () => expectClean(page))

      await test.step('with an error', async () => {
        await fillIn(page, newUser())
        await press(page, english.logIn)
        await expectSent(page, 2)
        await expect(page.getByLabel(english.password, { exact: true })).toHaveAttribute(
          'aria-invalid',
          'true',
        )
        await expectClean(page)
      })

      await test.step('logged in, with every kind of cell, and with servers that are down', async () => {
        await fillIn(page, await signUp(request))
        await press(page, english.logIn)
        await expectSent(page, 3)
        await press(page, english.stop('backend-1'))
        await press(page, english.cutRedis)
        await expect(page.getByRole('button', { name: english.connectRedis })).toBeVisible()
        await press(page, english.sendTen)
        await expectSent(page, 13)
        await page.locator('.timeline summary').first().click()
        await expectClean(page)
      })

      await test.step('nothing is wider than the screen', async () => {
        expect(await widerThanTheScreen(page)).toEqual([])
      })
    })
  })
}
