// The page shows what the responses said: the test records both, and compares them cell by cell.
import type { Page, Response } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import {
  type Cell,
  chooseRealm,
  expectSent,
  fillIn,
  openSandbox,
  openSandboxLoggedIn,
  press,
  readCells,
} from '../support/page.ts'
import { signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

const apiPath = /^\/api\/(?:(isolated|blob)\/)?(me|login|logout|signup)$/

/** A response as its cell must show it. */
async function expectedCell(response: Response, number: number): Promise<Cell> {
  const [, realm = 'shared', request = ''] = apiPath.exec(new URL(response.url()).pathname) ?? []
  const status = response.status()
  const isLoggedIn = status === 200 ? (await response.json()).username !== undefined : undefined
  const isAnonymous =
    (request === 'me' && status === 401) || (request === 'logout' && status === 204)
  return {
    realm,
    number,
    request,
    requestId: (await response.headerValue('x-request-id')) ?? '',
    servedBy: (await response.headerValue('x-served-by')) ?? '',
    status,
    authenticated: isAnonymous ? 'false' : String(isLoggedIn ?? 'unknown'),
  }
}

function recordResponses(page: Page) {
  const responses: Promise<Cell>[] = []
  page.on('response', (response) => {
    if (apiPath.test(new URL(response.url()).pathname)) {
      responses.push(expectedCell(response, responses.length + 1))
    }
  })
  return () => Promise.all(responses)
}

test('every cell shows what its response said', async ({ page, request }) => {
  const user = await signUp(request)
  const responses = recordResponses(page)

  await openSandbox(page)
  await fillIn(page, { ...user, password: 'not the password' })
  await press(page, english.logIn)
  await expectSent(page, 2)
  await fillIn(page, user)
  await press(page, english.logIn)
  await expectSent(page, 3)
  await press(page, english.sendTen)
  await expectSent(page, 13)
  await press(page, english.logOut)
  await expectSent(page, 14)
  for (const [realm, sent] of [
    ['isolated', 15],
    ['blob', 16],
  ] as const) {
    await chooseRealm(page, realm)
    await expectSent(page, sent)
  }
  await fillIn(page, user)
  await press(page, english.logIn)
  await expectSent(page, 17)
  await press(page, english.sendOne)
  await expectSent(page, 18)

  const cells = await readCells(page)
  expect(cells).toEqual(await responses())
  // Every kind of outcome occurs in the recording.
  expect(new Set(cells.map(({ status }) => status))).toEqual(new Set([200, 204, 401]))
  expect(new Set(cells.map(({ authenticated }) => authenticated))).toEqual(
    new Set(['true', 'false', 'unknown']),
  )
})

test('a request that fails is shown as it failed', async ({ page, request }) => {
  await openSandboxLoggedIn(page, await signUp(request))

  await test.step('503, from nginx: no backend, and the session stays valid', async () => {
    const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503 }
    await page.route('**/api/me', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }),
    )
    await press(page, english.sendOne)
    await expectSent(page, 3)
    expect((await readCells(page)).at(-1)).toMatchObject({
      servedBy: '',
      status: 503,
      authenticated: 'unknown',
    })
    await expect(page.getByTestId('failure')).toHaveAttribute('data-status', '503')
    await expect(page.getByRole('button', { name: english.logOut, exact: true })).toBeVisible()
  })

  await test.step('no answer at all', async () => {
    await page.unroute('**/api/me')
    await page.route('**/api/me', (route) => route.abort())
    await press(page, english.sendOne)
    await expectSent(page, 4)
    expect((await readCells(page)).at(-1)).toMatchObject({
      servedBy: '',
      status: 0,
      authenticated: 'unknown',
    })
    await expect(page.getByTestId('failure')).toHaveAttribute('data-status', '0')
  })
})
