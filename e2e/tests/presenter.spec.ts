import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/fixtures.ts'
import { expectMet, expectStep, predict } from '../support/lesson.ts'
import { cellsIn, expectSent, press } from '../support/page.ts'
import { widerThanTheScreen } from '../support/screen.ts'
import { english, korean } from '../support/words.ts'

test('Space sends, also after a click; R puts everything back and starts the step again', async ({
  page,
}) => {
  await page.goto('/?present#step=5')
  await expectSent(page, 1)
  await page.keyboard.press('Space')
  await expectSent(page, 2)
  await predict(page)
  await page.keyboard.press('Space')
  await expectSent(page, 3)
  await press(page, english.stopServer('backend-1'))
  await expectMet(page, 2)
  await page.keyboard.press('r')
  await expect(page.locator('.notice')).toBeHidden()
  await expect(cellsIn(page)).toHaveCount(0)
  await expect(page.locator('[data-goal]')).toHaveCount(0)
})

test('PageUp and PageDown turn the steps, as the keys of a presenter’s remote control do', async ({
  page,
}) => {
  await page.goto('/?present#step=4')
  await expectStep(page, 4)
  await page.keyboard.press('PageDown')
  await expectStep(page, 5)
  await page.keyboard.press('PageUp')
  await page.keyboard.press('PageUp')
  await expectStep(page, 3)
})

test('a key is text in a field, and Space presses the button that has the focus', async ({
  page,
}) => {
  await page.goto('/?present#step=10')
  await expectSent(page, 1)
  const username = page.getByLabel(english.username, { exact: true })
  await username.click()
  await page.keyboard.type('r ?')
  await page.keyboard.press('PageUp')
  await expect(username).toHaveValue('r ?')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expectStep(page, 10)
  await page.getByRole('button', { name: '한국어' }).focus()
  await page.keyboard.press('Space')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  await expectSent(page, 1, korean)
})

test('? lists the keys, and copies a link with mode, language and step', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/?present&lang=ko#step=4')
  await expectStep(page, 4, korean)
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: korean.keys })
  await expect(list.getByRole('definition')).toHaveText(Object.values(korean.shortcuts))
  await expectAccessible(page)
  // The focus is on nothing in the list.
  await list.getByRole('heading').click()
  await page.keyboard.press('ArrowRight')
  await list.getByRole('button', { name: korean.copyLink }).click()
  await expect(list).toContainText(korean.copied)
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await expectStep(page, 4, korean)

  await page.goto('about:blank')
  await page.goto(link)
  await expectStep(page, 4, korean)
  await expect(page.locator('html')).toHaveAttribute('data-presenter')
})

test('a reload keeps the mode, and a language chosen on the page wins over the link', async ({
  page,
}) => {
  const html = page.locator('html')
  await page.goto('/?lang=ko#step=2')
  await press(page, korean.presenter)
  await press(page, 'English')
  await page.reload()
  await expectStep(page, 2)
  await expect(html).toHaveAttribute('data-presenter')
  await press(page, english.presenter)
  await page.reload()
  await expectStep(page, 2)
  await expect(html).not.toHaveAttribute('data-presenter')
})

for (const [width, height] of [
  [1280, 800],
  [1920, 1080],
] as const) {
  test(`${width}×${height}: the stage has two thirds of the screen, and type is twice as large`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height })
    await page.goto('/#step=4')
    await expectSent(page, 1)
    const caption = page.getByRole('status')
    const size = () =>
      caption.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))
    const usual = await size()
    await press(page, english.presenter)
    expect(await size()).toBeGreaterThanOrEqual(2 * usual)
    const panel = await page.locator('.stage-panel').boundingBox()
    expect((panel?.width ?? 0) / width).toBeGreaterThan(0.9)
    expect((panel?.height ?? 0) / height).toBeCloseTo(2 / 3, 2)
    await expect(page.locator('.timeline')).toBeHidden()
    await expect(caption).toBeInViewport({ ratio: 1 })
    await predict(page)
    await press(page, english.guestLogIn)
    await expectMet(page, 1)
    await expect.poll(() => widerThanTheScreen(page)).toEqual([])
    await expectAccessible(page)
  })
}
