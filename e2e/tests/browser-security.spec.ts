import { expect, test } from '../support/fixtures.ts'
import { accountOn, chooseRealm, expectSent, fillIn, openSandbox, press } from '../support/page.ts'
import { overTls } from '../support/stack.ts'
import { newUser, sessionCookie } from '../support/users.ts'
import { english } from '../support/words.ts'

test('S7 S8 S18 no request to other sites, no console errors, no cookie for scripts', async ({
  page,
  context,
  baseURL,
}) => {
  const user = newUser()
  const origins = new Set<string>()
  const consoleErrors: string[] = []
  context.on('request', (request) => origins.add(new URL(request.url()).origin))
  context.on('weberror', (error) => consoleErrors.push(String(error.error())))
  context.on('console', (message) => {
    const text = message.text()
    // Chromium logs every 401 as an error. The API answers 401 to an anonymous visitor by contract.
    if (/^Failed to load resource: .* 401 /.test(text)) return
    if (message.type() === 'error' || message.type() === 'warning') consoleErrors.push(text)
  })
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })

  await openSandbox(page)
  await fillIn(page, user)
  await press(page, english.signUp)
  await expect(page.getByText(english.signedUp)).toBeVisible()
  await press(page, english.logIn)
  await expect(accountOn(page)).toContainText(english.loggedInAs(user.username))
  await page.getByRole('radio', { name: english.sticky }).check()
  await press(page, english.sendTen)
  await expectSent(page, 13)
  await press(page, english.addBook)
  await chooseRealm(page, 'isolated')
  await expectSent(page, 15)
  await chooseRealm(page, 'shared')

  await test.step('scripts cannot read the session cookie', async () => {
    const sid = (await context.cookies()).find(({ name }) => name === sessionCookie)
    expect(sid).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', secure: overTls })
    const id = decodeURIComponent(sid?.value ?? '').split('.')[0] ?? ''
    expect(id).toHaveLength(32)
    expect(await page.evaluate(() => document.cookie)).not.toContain('sid')
    const stored = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])
    expect(await page.evaluate(stored)).not.toContain(id)
    // The page shows only a part of the session's key.
    expect(await page.content()).not.toContain(id)
  })

  await press(page, english.logOut)
  await expect(page.getByRole('button', { name: english.logIn, exact: true })).toBeVisible()
  expect([...origins]).toEqual([baseURL])
  expect(consoleErrors).toEqual([])
})
