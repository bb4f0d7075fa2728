/** Every step can be passed, whatever the visitor has done before. */
import { expect, test } from '../support/fixtures.ts'
import {
  expectMet,
  expectPassed,
  followPrimary,
  goal,
  predict,
  stepLink,
} from '../support/lesson.ts'
import { openSandbox, openStep, press, readCells } from '../support/page.ts'
import { english } from '../support/words.ts'

for (let step = 1; step <= 9; step++) {
  test(`step ${step} after a short timeout, sticky routing, without servers and Redis`, async ({
    page,
  }) => {
    test.slow()
    await openSandbox(page)
    await press(page, english.guestLogIn)
    await press(page, english.timeoutShort)
    await page.getByRole('radio', { name: english.sticky }).check()
    await press(page, english.cutRedis)
    await expect(page.getByRole('button', { name: english.connectRedis })).toBeVisible()
    for (const server of ['backend-1', 'backend-2']) {
      await press(page, english.stopServer(server))
      await expect(page.getByRole('button', { name: english.startServer(server) })).toBeVisible()
    }

    await stepLink(page, step).click()
    const lesson = page.locator('.lesson')
    await expect(lesson).toContainText(english.repairs.started('backend-1, backend-2, Redis'))
    await expect(lesson).toContainText(english.repairs.routing)
    await expect(page.locator('.notice')).toBeHidden()

    await predict(page)
    await followPrimary(page)
    await expectPassed(page, step)
  })
}

test('a reload in step 3, with the server stopped: prediction and goals stay', async ({ page }) => {
  await openStep(page, 3)
  await predict(page)
  await page.getByRole('radio', { name: english.sticky }).check()
  await press(page, english.guestLogIn)
  await press(page, english.sendTen)
  await expectMet(page, 1)
  const server = (await readCells(page)).at(-1)?.servedBy ?? ''
  await press(page, english.stopServer(server))
  await expectMet(page, 2)

  await page.reload()
  await expectMet(page, 1, 2)
  // The step has begun: what its own controls have changed stays as it is.
  await expect(page.getByRole('button', { name: english.startServer(server) })).toBeVisible()
  await followPrimary(page)
  await page.reload()
  await expectPassed(page, 3)
  await expect(page.getByRole('region', { name: english.why })).toContainText(
    english.steps[2]?.options[2] ?? '',
  )
})

test('a reload in step 9, with Redis cut off: the step goes on', async ({ page }) => {
  await openStep(page, 9)
  await press(page, english.steps[8]?.options[1] ?? '')
  await press(page, english.guestLogIn)
  await expectMet(page, 1)
  await press(page, english.cutRedis)
  await expect(page.getByRole('button', { name: english.connectRedis })).toBeVisible()
  await press(page, english.sendOne)
  await expectMet(page, 2)
  await page.reload()
  await expect(goal(page, 3)).toHaveAttribute('data-met', 'false')
  await followPrimary(page)
  await expect(page.getByRole('region', { name: english.why })).toContainText(english.cameTrue)
})
