import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/fixtures.ts'
import { acts, expectPassed, expectStep, goal, predict, stepLink } from '../support/lesson.ts'
import { openStep, press } from '../support/page.ts'
import { widerThanTheirBox, widerThanTheScreen } from '../support/screen.ts'
import { english, korean } from '../support/words.ts'

// Parallel, because these are the longest tests.
test.describe.configure({ mode: 'parallel' })

const phone = { width: 360, height: 800 }
const desk = { width: 1280, height: 720 }

for (const { words, colorScheme, screen, on } of [
  { words: english, colorScheme: 'light', screen: phone, on: 'on a phone' },
  { words: korean, colorScheme: 'dark', screen: desk, on: 'at a desk' },
] as const) {
  test.describe(`the lesson in ${words.lang}, ${colorScheme}, ${on}`, () => {
    test.use({ locale: words.locale, colorScheme, viewport: screen })

    test('each step is passed by doing what it says, fits a phone, and is accessible', async ({
      page,
    }) => {
      test.setTimeout(240_000)
      const look = async () => {
        await page.setViewportSize(phone)
        await expect.poll(() => widerThanTheScreen(page)).toEqual([])
        await expect.poll(() => widerThanTheirBox(page)).toEqual([])
        await page.setViewportSize(desk)
        await expect.poll(() => widerThanTheirBox(page)).toEqual([])
        await expectAccessible(page)
        await page.setViewportSize(screen)
      }
      await openStep(page, 1, words)
      for (const [index, act] of acts.entries()) {
        const step = index + 1
        await test.step(`step ${step}`, async () => {
          await expectStep(page, step, words)
          await predict(page)
          await expect(page.getByRole('region', { name: words.observe })).toBeVisible()
          await look()
          await act(page, words)
          await expectPassed(page, step, words)
          await look()
          await press(page, words.next)
        })
      }
      await expectStep(page, 10, words)
      await expect(page.getByRole('region', { name: words.challenges })).toBeVisible()
      const comparison = page.getByRole('table', { name: words.comparison.caption })
      await expect(comparison.getByRole('columnheader')).toHaveCount(3)
      await expect(comparison.getByRole('rowheader')).toHaveCount(3)
      await look()
    })
  })
}

test('no step is passed by going to the next one', async ({ page }) => {
  await openStep(page, 1)
  for (let step = 1; step <= 9; step++) {
    await test.step(`step ${step}`, async () => {
      await stepLink(page, step).click()
      await expectStep(page, step)
      await expect(page.getByRole('button', { name: english.next })).toBeHidden()
      // Before the prediction, a step shows no buttons and no goals.
      await expect(page.getByRole('button', { name: english.sendOne })).toBeHidden()
      await expect(goal(page, 1)).toBeHidden()
      await predict(page)
      // The result is not shown before it has happened.
      await expect(goal(page, 1)).toContainText(english.tasks[step - 1]?.[0] ?? '')
      await expect(page.locator('[data-goal][data-met="true"]')).toHaveCount(0)
      await expect(page.getByRole('button', { name: english.next })).toBeHidden()
      await expect(page.getByRole('region', { name: english.why, exact: true })).toBeHidden()
    })
  }
  await expect(page.locator('nav [data-passed="true"]')).toHaveCount(0)
})
