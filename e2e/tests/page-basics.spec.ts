import { expect, test } from '../support/fixtures.ts'
import {
  accountOn,
  expectSent,
  fillIn,
  openSandbox,
  openStep,
  press,
  readCells,
} from '../support/page.ts'
import { signUp } from '../support/users.ts'
import { english, korean } from '../support/words.ts'

test('the visitor chooses the language, and it lasts over a reload', async ({ page }) => {
  await openStep(page, 1)
  await press(page, '한국어')
  await expect(page.getByRole('navigation', { name: korean.stepNav })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: '한국어' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('navigation', { name: korean.stepNav })).toBeVisible()
  await press(page, 'English')
  await expect(page.getByRole('navigation', { name: english.stepNav })).toBeVisible()
})

test('an input error is shown at its field', async ({ page, request }) => {
  const user = await signUp(request)
  await openSandbox(page)
  const username = page.getByLabel(english.username, { exact: true })
  const password = page.getByLabel(english.password, { exact: true })

  await test.step('a username that is taken', async () => {
    await fillIn(page, user)
    await press(page, english.signUp)
    await expect(username).toHaveAttribute('aria-invalid', 'true')
    await expect(username).toHaveAccessibleDescription(english.problemTaken)
  })

  await test.step('a wrong password', async () => {
    await password.fill('not the password')
    await press(page, english.logIn)
    await expect(password).toHaveAttribute('aria-invalid', 'true')
    await expect(password).toBeFocused()
    await expect(password).toHaveAccessibleDescription(english.problemCredentials)
  })

  await test.step('the right one clears it', async () => {
    await password.fill(user.password)
    await press(page, english.logIn)
    await expect(accountOn(page)).toContainText(english.loggedInAs(user.username))
  })
})

test('clicks during a request are queued', async ({ page }) => {
  await openSandbox(page)
  await press(page, english.sendTen)
  await press(page, english.sendTen)
  await press(page, english.sendOne)
  await expectSent(page, 22)
  const numbers = (await readCells(page)).map(({ number }) => number)
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 3))
})
