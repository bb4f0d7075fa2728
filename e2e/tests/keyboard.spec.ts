import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { accountOn, expectSent, openSandbox } from '../support/page.ts'
import { newUser } from '../support/users.ts'
import { english } from '../support/words.ts'

async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${target} cannot be reached with ${key}`)
}

test('the whole flow with the keyboard alone', async ({ page }) => {
  const user = newUser()
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  await openSandbox(page)

  await test.step('1. sign up', async () => {
    await tabTo(page, page.getByLabel(english.username, { exact: true }))
    await page.keyboard.type(user.username)
    await tabTo(page, page.getByLabel(english.password, { exact: true }))
    await page.keyboard.type(user.password)
    await tabTo(page, button(english.signUp))
    await page.keyboard.press('Enter')
    await expect(page.getByText(english.signedUp)).toBeVisible()
  })

  await test.step('2. log in: Enter in a field is enough', async () => {
    await tabTo(page, page.getByLabel(english.password, { exact: true }), 'Shift+Tab')
    await page.keyboard.press('Enter')
    await expect(accountOn(page)).toContainText(english.loggedInAs(user.username))
  })

  await test.step('3. choose sticky with an arrow key, and send ten', async () => {
    await tabTo(page, page.getByRole('radio', { name: english.roundRobin }))
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('radio', { name: english.sticky })).toBeChecked()
    await tabTo(page, button(english.sendTen), 'Shift+Tab')
    await page.keyboard.press('Space')
    await expectSent(page, 13)
  })

  await test.step('4. log out, and the focus is not lost', async () => {
    await tabTo(page, button(english.logOut), 'Shift+Tab')
    await page.keyboard.press('Enter')
    await expect(accountOn(page)).not.toContainText(user.username)
    await expect(page.getByRole('heading', { name: 'Account' })).toBeFocused()
  })

  await test.step('5. change the language', async () => {
    await tabTo(page, button('한국어'), 'Shift+Tab')
    await page.keyboard.press('Space')
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  })
})
