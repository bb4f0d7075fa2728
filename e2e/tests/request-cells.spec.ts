// Records the responses, and compares each with its cell on the page.
import type { Page, Response, Route } from '@playwright/test'
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

test('every cell shows its response', async ({ page, request }) => {
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
  // Each kind of outcome occurred.
  expect(new Set(cells.map(({ status }) => status))).toEqual(new Set([200, 204, 401]))
  expect(new Set(cells.map(({ authenticated }) => authenticated))).toEqual(
    new Set(['true', 'false', 'unknown']),
  )
})

test('a failed request shows its status, and the user stays logged in', async ({
  page,
  request,
}) => {
  await openSandboxLoggedIn(page, await signUp(request))
  const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503 }
  const failures: [status: number, fail: (route: Route) => Promise<void>][] = [
    [503, (route) => route.fulfill({ status: 503, json: problem })],
    [0, (route) => route.abort()],
  ]
  for (const [index, [status, fail]] of failures.entries()) {
    await page.route('**/api/me', fail)
    await press(page, english.sendOne)
    await expectSent(page, index + 3)
    expect((await readCells(page)).at(-1)).toMatchObject({
      servedBy: '',
      status,
      authenticated: 'unknown',
    })
    await expect(page.getByTestId('failure')).toHaveAttribute('data-status', String(status))
    await expect(page.getByRole('button', { name: english.logOut, exact: true })).toBeVisible()
  }
})
