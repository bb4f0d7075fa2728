import { expect, test } from '../support/fixtures.ts'
import { expectSent, identityIn, openPage, openPageLoggedIn, press } from '../support/page.ts'
import { signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test('two browsers do not see each other’s session', async ({ browser, baseURL, request }) => {
  const open = async () => (await browser.newContext({ ...(baseURL && { baseURL }) })).newPage()
  const [ada, bob] = [await signUp(request), await signUp(request)]
  const [adasPage, bobsPage] = [await open(), await open()]

  await test.step('1. Ada logs in; Bob’s browser is nobody’s', async () => {
    await openPageLoggedIn(adasPage, ada)
    await openPage(bobsPage)
    await expect(identityIn(bobsPage, 'shared')).toHaveText(english.anonymous)
  })

  await test.step('2. Bob logs in; each browser is its own visitor’s', async () => {
    await openPageLoggedIn(bobsPage, bob)
    await press(adasPage, english.sendOne)
    await expectSent(adasPage, 3)
    await expect(identityIn(adasPage, 'shared')).toHaveAttribute('data-username', ada.username)
    await expect(identityIn(bobsPage, 'shared')).toHaveAttribute('data-username', bob.username)
  })

  await test.step('3. Ada logs out; Bob stays', async () => {
    await press(adasPage, english.logOut)
    await expect(identityIn(adasPage, 'shared')).toHaveAttribute('data-username', '')
    await press(bobsPage, english.sendTen)
    await expectSent(bobsPage, 12)
    await expect(identityIn(bobsPage, 'shared')).toHaveAttribute('data-username', bob.username)
  })

  await Promise.all([adasPage.context().close(), bobsPage.context().close()])
})
