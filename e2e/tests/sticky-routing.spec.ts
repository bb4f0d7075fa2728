import { expect, test } from '../support/fixtures.ts'
import {
  chooseRealm,
  expectSent,
  fillIn,
  openSandbox,
  openSandboxLoggedIn,
  press,
  readCells,
} from '../support/page.ts'
import { expectStrictTurns, servedBy } from '../support/turns.ts'
import { logIn, signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test('sticky routing keeps a login in the isolated realm', async ({ newClient, baseURL }) => {
  const { hostname } = new URL(baseURL ?? '')
  const routing = { name: 'routing', value: 'sticky', domain: hostname, path: '/' }
  const cookie = {
    ...routing,
    expires: -1,
    httpOnly: false,
    secure: false,
    sameSite: 'Lax',
  } as const
  const client = await newClient({ storageState: { cookies: [cookie], origins: [] } })
  // The first answer sets the cookie `visitor`; from then on one backend gets all requests.
  const user = await signUp(client)

  const backend = servedBy(await logIn(client, user, '/api/isolated'))
  for (let i = 0; i < 10; i++) {
    const response = await client.get('/api/isolated/me')
    expect([servedBy(response), response.status()]).toEqual([backend, 200])
  }
})

test('the page: sticky keeps the login in the isolated stores', async ({ page, request }) => {
  const user = await signUp(request)
  await openSandbox(page)
  await page.getByRole('radio', { name: english.sticky }).check()
  await chooseRealm(page, 'isolated')
  await expectSent(page, 2)
  await fillIn(page, user)
  await press(page, english.logIn)
  await expectSent(page, 3)
  await press(page, english.sendTen)
  await expectSent(page, 13)

  const cells = (await readCells(page)).slice(-11)
  expect(new Set(cells.map((cell) => cell.servedBy)).size).toBe(1)
  expect(cells.map(({ authenticated }) => authenticated)).toEqual(Array(11).fill('true'))
})

test('the page: the visitor chooses the routing, and it lasts over a reload', async ({
  page,
  request,
}) => {
  await openSandboxLoggedIn(page, await signUp(request))
  const sticky = page.getByRole('radio', { name: english.sticky })
  const roundRobin = page.getByRole('radio', { name: english.roundRobin })
  await expect(roundRobin).toBeChecked()

  await test.step('1. sticky lasts over a reload', async () => {
    await sticky.check()
    await page.reload()
    await expect(sticky).toBeChecked()
    await press(page, english.sendOne)
    await expectSent(page, 2)
    const cells = await readCells(page)
    expect(new Set(cells.map((cell) => cell.servedBy)).size).toBe(1)
  })

  await test.step('2. back to round robin: both backends again', async () => {
    await roundRobin.check()
    await press(page, english.sendTen)
    await expectSent(page, 12)
    expectStrictTurns((await readCells(page)).slice(-10).map((cell) => cell.servedBy))
  })
})
