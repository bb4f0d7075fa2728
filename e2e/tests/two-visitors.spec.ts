import { expect, test } from '../support/fixtures.ts'
import { accountOn, expectSent, openSandbox, openSandboxLoggedIn, press } from '../support/page.ts'
import { signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test('two browsers do not see each other’s session', async ({ browser, baseURL, request }) => {
  const open = async () => (await browser.newContext({ ...(baseURL && { baseURL }) })).newPage()
  const [ada, bob] = [await signUp(request), await signUp(request)]
  const [adasPage, bobsPage] = [await open(), await open()]

  await test.step('1. Ada logs in; Bob’s browser is anonymous', async () => {
    await openSandboxLoggedIn(adasPage, ada)
    await openSandbox(bobsPage)
    await expect(accountOn(bobsPage).getByLabel(english.password, { exact: true })).toBeVisible()
  })

  await test.step('2. Bob logs in; each browser has its own visitor', async () => {
    await openSandboxLoggedIn(bobsPage, bob)
    await press(adasPage, english.sendOne)
    await expectSent(adasPage, 3)
    await expect(accountOn(adasPage)).toContainText(english.loggedInAs(ada.username))
    await expect(accountOn(bobsPage)).toContainText(english.loggedInAs(bob.username))
  })

  await test.step('3. Ada logs out; Bob stays', async () => {
    await press(adasPage, english.logOut)
    await expect(accountOn(adasPage)).not.toContainText(ada.username)
    await press(bobsPage, english.sendTen)
    await expectSent(bobsPage, 12)
    await expect(accountOn(bobsPage)).toContainText(english.loggedInAs(bob.username))
  })

  await Promise.all([adasPage.context().close(), bobsPage.context().close()])
})
