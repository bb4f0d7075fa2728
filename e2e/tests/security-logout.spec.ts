import { expect, test } from '../support/fixtures.ts'
import { accountOn, openSandboxLoggedIn, press, sandbox } from '../support/page.ts'
import { cookieOf, signUp, signUpAndLogIn } from '../support/users.ts'
import { english } from '../support/words.ts'

test('S17 a logout tells the browser to drop what it has kept, and no cookie of others', async ({
  request,
}) => {
  await signUpAndLogIn(request)
  const visitor = await cookieOf(request, 'visitor')
  const response = await request.post('/api/logout')
  expect(response.headers()['clear-site-data']).toBe('"cache"')
  expect(await cookieOf(request)).toBeUndefined()
  expect(await cookieOf(request, 'visitor')).toBe(visitor)
  expect((await request.get('/api/openapi.json')).headers()['clear-site-data']).toBeUndefined()
})

test('S17 Back after the logout shows nothing of the account', async ({ page, request }) => {
  const user = await signUp(request)
  await openSandboxLoggedIn(page, user)

  await test.step('1. an answer with the account in it is in the history', async () => {
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

  await test.step('3. and further back to the page, which is anonymous', async () => {
    await page.goBack()
    await expect(page.getByRole('button', { name: english.logIn, exact: true })).toBeVisible()
    await expect(page.locator('body')).not.toContainText(user.username)
  })
})

test('S17 a page that the browser had kept asks again who is logged in', async ({
  page,
  request,
}) => {
  await openSandboxLoggedIn(page, await signUp(request))
  // Playwright's Chromium keeps no pages: this one is told that it had been kept.
  const loaded = page.waitForEvent('load')
  await page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
  })
  await loaded
})
