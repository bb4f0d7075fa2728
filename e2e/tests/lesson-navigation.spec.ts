import { expect, test } from '../support/fixtures.ts'
import { expectPassed, expectStep, goal, predict, stepLink } from '../support/lesson.ts'
import { cellsIn, expectSent, openStep, press } from '../support/page.ts'
import { english } from '../support/words.ts'

test('a link opens its step, and the browser’s Back opens the previous one', async ({ page }) => {
  await page.goto('/#step=7')
  await expectStep(page, 7)
  await stepLink(page, 3).click()
  await expectStep(page, 3)
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeFocused()
  await press(page, english.back)
  await expectStep(page, 2)
  await page.goBack()
  await expectStep(page, 3)
  await page.reload()
  await expectStep(page, 3)
  expect(new URL(page.url()).hash).toBe('#step=3')
})

test('the sentence about an action belongs to its step', async ({ page }) => {
  await openStep(page, 1)
  await predict(page)
  await press(page, english.sendTen)
  await expect(page.getByRole('status')).toContainText(english.manyRequests(10, 0))
  await stepLink(page, 4).click()
  await expectStep(page, 4)
  await expect(page.getByRole('status')).toHaveText('')
})

for (const address of ['/', '/#step=0', '/#step=11', '/#step=x', '/#nothing']) {
  test(`${address} opens the first step`, async ({ page }) => {
    await page.goto(address)
    await expectStep(page, 1)
  })
}

test('a step can be taken again, and stays passed', async ({ page }) => {
  await openStep(page, 1)
  await predict(page)
  await press(page, english.sendTen)
  await expectSent(page, 11)
  await expectPassed(page, 1)

  await press(page, english.replay)
  await expect(goal(page, 1)).toBeHidden()
  await expect(cellsIn(page)).toHaveCount(0)
  await expect(stepLink(page, 1)).toHaveAttribute('data-passed', 'true')
  await predict(page)
  await expect(page.locator('[data-goal][data-met="false"]')).toHaveCount(2)
  await press(page, english.sendTen)
  await expectPassed(page, 1)

  await page.reload()
  await expectSent(page, 1)
  await expect(stepLink(page, 1)).toHaveAttribute('data-passed', 'true')
  await expect(stepLink(page, 2)).toHaveAttribute('data-passed', 'false')
})

test('presenter mode: the arrow keys turn the steps', async ({ page }) => {
  const html = page.locator('html')
  const mode = page.getByRole('button', { name: english.presenter })

  await test.step('by its address', async () => {
    await page.goto('/?present#step=2')
    await expectStep(page, 2)
    await expect(html).toHaveAttribute('data-presenter')
    await expect(mode).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('ArrowRight')
    await expectStep(page, 3)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await expectStep(page, 1)
    // The first step has no previous one.
    await page.keyboard.press('ArrowLeft')
    await expectStep(page, 1)
  })

  await test.step('arrow keys keep their meaning in form controls', async () => {
    await page.goto('/?present#step=10')
    await page.getByRole('radio', { name: english.roundRobin }).focus()
    await page.keyboard.press('ArrowRight')
    await expect(page.getByRole('radio', { name: english.sticky })).toBeChecked()
    await page.getByLabel(english.username, { exact: true }).focus()
    await page.keyboard.press('ArrowLeft')
    await expectStep(page, 10)
  })

  await test.step('off: the arrow keys scroll, as everywhere', async () => {
    await mode.click()
    await expect(html).not.toHaveAttribute('data-presenter')
    await page.keyboard.press('ArrowLeft')
    await expectStep(page, 10)
  })
})
