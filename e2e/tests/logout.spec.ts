import { expect, test } from '../support/fixtures.ts'
import { accountOn, openSandboxLoggedIn, press, sandbox } from '../support/page.ts'
import { signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test('S17 Back after the logout shows no account data', async ({ page, request }) => {
  const user = await signUp(request)
  await openSandboxLoggedIn(page, user)

  await test.step('1. an answer with account data is in the history', async () => {
    await page.goto('/api/sessions')
    await expect(page.locator('body')).toContainText('"current":true')
    await page.goto(`/#step=${sandbox}`)
    await expect(accountOn(page)).toContainText(user.username)
  })

  await test.step('2. the visitor logs out and goes back to it', async () => {
    await press(page, english.logOut)
    await expect(accountOn(page)).not.toContainText(user.username)
    await page.goBack()
    await expect(page.locator('body')).toContainText('not-logged-in')
    await expect(page.locator('body')).not.toContainText('current')
  })

  await test.step('3. further back, the page is anonymous', async () => {
    await page.goBack()
    await expect(page.getByRole('button', { name: english.logIn, exact: true })).toBeVisible()
    await expect(page.locator('body')).not.toContainText(user.username)
  })
})

test('S17 a page from the back/forward cache reloads', async ({ page, request }) => {
  await openSandboxLoggedIn(page, await signUp(request))
  // Playwright's Chromium has no back/forward cache, so the test sends its `pageshow` event.
  const loaded = page.waitForEvent('load')
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  })
  await loaded
})
