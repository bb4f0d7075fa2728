// What the page shows is what the responses said: both are recorded, and compared cell by cell.
import type { Page, Response } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { type Cell, expectSent, fillIn, openPage, press, readCells } from '../support/page.ts'
import { signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

const apiPath = /^\/api\/(isolated\/)?(me|login|logout|signup)$/

/** What a response says, in the words of a cell. */
async function said(response: Response, number: number): Promise<Cell & { realm: string }> {
  const [, isolated, request = ''] = apiPath.exec(new URL(response.url()).pathname) ?? []
  const status = response.status()
  const tellsWho = status === 200 ? (await response.json()).username !== undefined : undefined
  const tellsNobody =
    (request === 'me' && status === 401) || (request === 'logout' && status === 204)
  return {
    realm: isolated ? 'isolated' : 'shared',
    number,
    request,
    servedBy: (await response.headerValue('x-served-by')) ?? '',
    status,
    authenticated: tellsNobody ? 'false' : String(tellsWho ?? 'unknown'),
  }
}

function recordResponses(page: Page) {
  const responses: Promise<Cell & { realm: string }>[] = []
  page.on('response', (response) => {
    if (apiPath.test(new URL(response.url()).pathname)) {
      responses.push(said(response, responses.length + 1))
    }
  })
  return () => Promise.all(responses)
}

async function shown(page: Page) {
  const cells = await Promise.all(
    (['shared', 'isolated'] as const).map(async (realm) =>
      (await readCells(page, realm)).map((cell) => ({ ...cell, realm })),
    ),
  )
  return cells.flat().sort((a, b) => a.number - b.number)
}

test('every cell shows what its response said', async ({ page, request }) => {
  const user = await signUp(request)
  const responses = recordResponses(page)

  await openPage(page)
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
  await press(page, english.sendOne)
  await expectSent(page, 15)

  const cells = await shown(page)
  expect(cells).toEqual(await responses())
  // … and it was worth looking at: every outcome occurs in it.
  expect(new Set(cells.map(({ status }) => status))).toEqual(new Set([200, 204, 401]))
  expect(new Set(cells.map(({ authenticated }) => authenticated))).toEqual(
    new Set(['true', 'false', 'unknown']),
  )
})

test('a request that fails is shown as it failed', async ({ page, request }) => {
  await openPage(page)
  await fillIn(page, await signUp(request))
  await press(page, english.logIn)
  await expectSent(page, 2)

  await test.step('503, from nginx: no backend, and nobody was logged out', async () => {
    const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503 }
    await page.route('**/api/me', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }),
    )
    await press(page, english.sendOne)
    await expectSent(page, 3)
    expect((await readCells(page, 'shared')).at(-1)).toMatchObject({
      servedBy: '',
      status: 503,
      authenticated: 'unknown',
    })
    await expect(page.getByRole('button', { name: english.logOut })).toBeVisible()
  })

  await test.step('no answer at all', async () => {
    await page.unroute('**/api/me')
    await page.route('**/api/me', (route) => route.abort())
    await press(page, english.sendOne)
    await expectSent(page, 4)
    expect((await readCells(page, 'shared')).at(-1)).toMatchObject({
      servedBy: '',
      status: 0,
      authenticated: 'unknown',
    })
  })
})
