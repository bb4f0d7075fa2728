import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { expectMet, expectPassed, expectStep } from '../support/lesson.ts'
import { accountOn, expectSent, openSandbox, openStep, readCells } from '../support/page.ts'
import { newUser } from '../support/users.ts'
import { english } from '../support/words.ts'

const buttonOn = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${target} cannot be reached with ${key}`)
}

test('an account with the keyboard alone', async ({ page }) => {
  const user = newUser()
  await openSandbox(page)

  await test.step('1. sign up', async () => {
    await tabTo(page, page.getByLabel(english.username, { exact: true }))
    await page.keyboard.type(user.username)
    await tabTo(page, page.getByLabel(english.password, { exact: true }))
    await page.keyboard.type(user.password)
    await tabTo(page, buttonOn(page, english.signUp))
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
    await tabTo(page, buttonOn(page, english.sendTen), 'Shift+Tab')
    await page.keyboard.press('Space')
    await expectSent(page, 13)
    await expect(page.getByRole('status')).toContainText('10')
  })

  await test.step('4. log out, and the focus is not lost', async () => {
    await tabTo(page, buttonOn(page, english.logOut), 'Shift+Tab')
    await page.keyboard.press('Enter')
    await expect(accountOn(page)).not.toContainText(user.username)
    await expect(page.getByLabel(english.password, { exact: true })).toHaveValue('')
    await expect(page.getByRole('heading', { name: english.account })).toBeFocused()
  })

  await test.step('5. change the language', async () => {
    await tabTo(page, buttonOn(page, '한국어'), 'Shift+Tab')
    await page.keyboard.press('Space')
    await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  })
})

test('the lesson with the keyboard alone, steps 1 to 3', async ({ page }) => {
  test.slow()
  const use = async (target: Locator) => {
    await tabTo(page, target)
    await page.keyboard.press('Enter')
  }
  const predictAndAct = async (step: number, act: () => Promise<void>) => {
    await test.step(`step ${step}`, async () => {
      await expectStep(page, step)
      const first = page.getByRole('main').getByRole('group').first().getByRole('button').first()
      await use(first)
      await expect(first).toBeFocused()
      await act()
      await expectPassed(page, step)
      await use(buttonOn(page, english.next))
      // The focus moves to the heading of the next step.
      await expectStep(page, step + 1)
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeFocused()
    })
  }

  await openStep(page, 1)
  await predictAndAct(1, () => use(buttonOn(page, english.sendTen)))
  await predictAndAct(2, async () => {
    await use(buttonOn(page, english.guestLogIn))
    await use(buttonOn(page, english.sendTen))
  })
  await predictAndAct(3, async () => {
    await tabTo(page, page.getByRole('radio', { name: english.roundRobin }))
    await page.keyboard.press('ArrowDown')
    await use(buttonOn(page, english.guestLogIn))
    await use(buttonOn(page, english.sendTen))
    await expectMet(page, 1)
    const server = (await readCells(page)).at(-1)?.servedBy ?? ''
    await use(buttonOn(page, english.stopServer(server)))
    await expectMet(page, 2)
    // The same button has a new name, so it keeps the focus.
    await expect(buttonOn(page, english.startServer(server))).toBeFocused()
    await tabTo(page, buttonOn(page, english.sendOne), 'Shift+Tab')
    await page.keyboard.press('Enter')
    await expectMet(page, 3)
    await use(buttonOn(page, english.startServer(server)))
  })
})
