import { expect, test } from '../support/fixtures.ts'
import { acts, expectPassed, predict, stepLink } from '../support/lesson.ts'
import { chooseRealm, openSandbox, openStep, press } from '../support/page.ts'
import { english, korean } from '../support/words.ts'

test('two visitors: each has own steps, routing and realm; all share the switches', async ({
  page: adas,
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ ...(baseURL && { baseURL }), locale: 'ko-KR' })
  const bobs = await context.newPage()
  const radio = (name: string) => bobs.getByRole('radio', { name, exact: true })

  await test.step('1. Ada’s choices and passed steps are only hers', async () => {
    await openSandbox(bobs, korean)
    await openStep(adas, 1)
    await predict(adas)
    await acts[0]?.(adas, english)
    await expectPassed(adas, 1)
    await openSandbox(adas)
    await adas.getByRole('radio', { name: english.sticky }).check()
    await chooseRealm(adas, 'isolated')
    await bobs.reload()
    await expect(stepLink(bobs, 1, korean)).toHaveAttribute('data-passed', 'false')
    await expect(radio(korean.roundRobin)).toBeChecked()
    await expect(radio(korean.realms.shared)).toBeChecked()
  })

  await test.step('2. Ada stops a server: Bob sees a message, in his language', async () => {
    await press(adas, english.stopServer('backend-1'))
    await expect(bobs.getByRole('status')).toContainText(
      korean.switched('backend-1', 'stopped', 'visitor'),
    )
    await expect(bobs.getByRole('button', { name: korean.startServer('backend-1') })).toBeVisible()
    await expect(bobs.locator('.stage [data-backend="backend-1"]')).toHaveAttribute(
      'data-down',
      'true',
    )
    await expect(bobs.locator('.notice')).toContainText('backend-1')
    const stopped = english.youSwitched('backend-1', 'stopped')
    await expect(adas.getByRole('status')).toContainText(stopped)
    await expect(adas.locator('.notice')).toContainText(stopped)
    await adas.reload()
    await expect(adas.locator('.notice')).toContainText(stopped)
  })

  await test.step('3. Bob resets the lab: Ada sees a message', async () => {
    await press(bobs, korean.reset)
    await expect(adas.getByRole('status')).toContainText(
      english.switched('all', 'reset', 'visitor'),
    )
    await expect(adas.locator('.notice')).toBeHidden()
    await expect(adas.getByRole('button', { name: english.stopServer('backend-1') })).toBeVisible()
    await expect(bobs.locator('.notice')).toBeHidden()
  })

  await context.close()
})

test('a new visitor sees that a server is stopped, and who stopped it', async ({
  page,
  request,
}) => {
  await request.put('/api/lab/nodes/backend-2', { data: { state: 'stopped' } })
  await openSandbox(page)
  await expect(page.locator('.notice')).toContainText(
    english.switched('backend-2', 'stopped', 'visitor'),
  )
  await press(page, english.reset)
  await expect(page.locator('.notice')).toBeHidden()
})
