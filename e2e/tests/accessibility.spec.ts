import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { expectSent, fillIn, openSandbox, press } from '../support/page.ts'
import { widerThanTheScreen } from '../support/screen.ts'
import { newUser, signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      // A colour in the middle of a transition is not what a visitor reads.
      test.use({
        colorScheme,
        viewport: { width, height: 800 },
        contextOptions: { reducedMotion: 'reduce' },
      })

      test('the sandbox has no accessibility violation', async ({ page, request }) => {
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

        await test.step('logged in, with every kind of cell', async () => {
          await fillIn(page, await signUp(request))
          await press(page, english.logIn)
          await expectSent(page, 3)
          await press(page, english.sendTen)
          await expectSent(page, 13)
          await expectClean(page)
        })

        await test.step('nothing is wider than the screen', async () => {
          expect(await widerThanTheScreen(page)).toEqual([])
        })
      })
    })
  }
}
