import { expect, test } from '../support/fixtures.ts'
import { expectMet, stepLink } from '../support/lesson.ts'
import { chooseRealm, openSandbox, press, readCells } from '../support/page.ts'
import { english } from '../support/words.ts'

test('the five challenges of the sandbox', async ({ page, request }) => {
  test.slow()
  await openSandbox(page)
  await expect(page.locator('[data-goal][data-met="false"]')).toHaveCount(5)

  await test.step('1. a login is lost without logging out', async () => {
    await chooseRealm(page, 'isolated')
    await press(page, english.guestLogIn)
    await press(page, english.sendTen)
    await expectMet(page, 1)
  })

  await test.step('2. a server is down: twenty answers without a failure', async () => {
    await press(page, english.stopServer('backend-1'))
    await expect(page.getByRole('button', { name: english.startServer('backend-1') })).toBeVisible()
    await press(page, english.sendTen)
    await press(page, english.sendTen)
    await expectMet(page, 2)
  })

  await test.step('3. both are down: 503 from Nginx', async () => {
    await press(page, english.stopServer('backend-2'))
    await expect(page.getByRole('button', { name: english.startServer('backend-2') })).toBeVisible()
    await press(page, english.sendOne)
    await expectMet(page, 3)
    expect((await readCells(page)).at(-1)).toMatchObject({ servedBy: '', status: 503 })
    await press(page, english.reset)
    await expect(page.getByRole('button', { name: english.reset })).toBeHidden()
  })

  await test.step('4. two changes at once: one is lost, and the page says which', async () => {
    await press(page, english.twoBlob)
    await expectMet(page, 4)
    await expect(page.locator('table[data-lost="1"] tr[data-lost="true"]')).toHaveCount(1)
    await press(page, english.twoDelta)
    await expect(page.locator('table[data-lost="0"]')).toBeVisible()
  })

  await test.step('5. a request from elsewhere', async () => {
    await request.get('/api/me')
    await expectMet(page, 5)
  })

  await expect(page.getByRole('region', { name: english.why, exact: true })).toBeVisible()
  await expect(stepLink(page, 10)).toHaveAttribute('data-passed', 'true')
})
