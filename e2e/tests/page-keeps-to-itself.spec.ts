import { expect, test } from '../support/fixtures.ts'
import { fillIn, openPage, press } from '../support/page.ts'
import { overTls } from '../support/stack.ts'
import { newUser, sessionCookie } from '../support/users.ts'
import { english } from '../support/words.ts'

test('S7 S8 S18 nothing from elsewhere, nothing on the console, no cookie for scripts', async ({
  page,
  context,
  baseURL,
}) => {
  const origins = new Set<string>()
  const complaints: string[] = []
  context.on('request', (request) => origins.add(new URL(request.url()).origin))
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    const text = message.text()
    // The browser says this of any 401; that an anonymous visitor gets one is the API's contract.
    if (/^Failed to load resource: .* 401 /.test(text)) return
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(text)
  })
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })

  await openPage(page)
  await fillIn(page, newUser())
  await press(page, english.signUp)
  await expect(page.getByText(english.signedUp)).toBeVisible()
  await press(page, english.logIn)
  await expect(page.getByRole('button', { name: english.logOut })).toBeVisible()
  await page.getByRole('radio', { name: english.sticky }).check()
  await press(page, english.sendTen)
  await expect(
    page.getByRole('region', { name: english.isolated }).getByRole('listitem'),
  ).toHaveCount(12)

  await test.step('the session cookie is kept from scripts', async () => {
    const sid = (await context.cookies()).find(({ name }) => name === sessionCookie)
    expect(sid).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', secure: overTls })
    expect(await page.evaluate(() => document.cookie)).not.toContain('sid')
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(sid?.value)
  })

  await press(page, english.logOut)
  await expect(page.getByRole('button', { name: english.logIn, exact: true })).toBeVisible()
  expect([...origins]).toEqual([baseURL])
  expect(complaints).toEqual([])
})
