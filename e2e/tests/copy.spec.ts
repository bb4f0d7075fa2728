/** The commands that the page copies, pasted into a shell. */
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { predict } from '../support/lesson.ts'
import {
  chooseRealm,
  expectSent,
  fillIn,
  openSandboxLoggedIn,
  openStep,
  press,
} from '../support/page.ts'
import type { Stack } from '../support/stack.ts'
import { signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

/** Presses the button, and pastes the text into a shell. */
async function copyAndRun(page: Page, stack: Stack, name: string): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await press(page, name)
  await expect(page.getByText(english.copied)).toBeVisible()
  const commands = await page.evaluate(() => navigator.clipboard.readText())
  return (await stack.shell?.(commands)) ?? ''
}

test.describe('copied commands', { tag: '@own-stack' }, () => {
  test('curl repeats a request, logged in if the request had a session', async ({
    page,
    stack,
  }) => {
    const runRow = async (method: string, path: RegExp) => {
      const row = page
        .locator('.timeline [data-request-id]')
        .filter({ has: page.locator('summary', { hasText: path }) })
        .first()
      await expect(row).toContainText(method)
      await row.locator('summary').click()
      const output = await copyAndRun(page, stack, english.copyCurl)
      await row.locator('summary').click()
      return output
    }
    await openStep(page, 8)
    await predict(page)
    await test.step('anonymous', async () => {
      expect(await runRow('GET', /\/api\/me/)).toMatch(/^HTTP\/\S+ 401/)
    })

    await test.step('sign-up and login', async () => {
      await press(page, english.guestLogIn)
      await expectSent(page, 3)
      expect(await runRow('POST', /\/api\/signup/)).toMatch(/^HTTP\/\S+ 201/)
      expect(await runRow('POST', /\/api\/login/)).toMatch(/^HTTP\/\S+ 200/)
    })

    await test.step('with a session', async () => {
      await press(page, english.sendOne)
      await expectSent(page, 4)
      const output = await runRow('GET', /\/api\/me/)
      expect(output).toMatch(/^HTTP\/\S+ 200/)
      expect(output).toContain('"username":"curl-')
    })

    await test.step('the end of a session by its handle', async () => {
      await press(page, english.secondDevice)
      await expect(page.locator('.devices li')).toHaveCount(2)
      await page.getByRole('button', { name: english.revoke }).first().click()
      await expect(page.locator('.devices li')).toHaveCount(1)
      expect(await runRow('DELETE', /\/api\/sessions\//)).toMatch(/^HTTP\/\S+ 204/)
    })
  })

  test('redis-cli prints the session of the page, a hash and a string', async ({
    page,
    request,
    stack,
  }) => {
    const user = await signUp(request)
    await openSandboxLoggedIn(page, user)
    expect(await copyAndRun(page, stack, english.copyRedisCli)).toMatch(
      new RegExp(`sessionAttr:username\\s+"${user.username}"`),
    )
    await chooseRealm(page, 'blob')
    await fillIn(page, user)
    await press(page, english.logIn)
    await expect(page.getByTestId('session-key')).toContainText('blob')
    expect(await copyAndRun(page, stack, english.copyRedisCli)).toContain(`"${user.username}"`)
  })
})
