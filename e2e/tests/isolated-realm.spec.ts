import { expect, test } from '../support/fixtures.ts'
import { cellsIn, expectSent, openPageLoggedIn, press, readCells } from '../support/page.ts'
import { backends, expectStrictTurns, otherThan, servedBy, turnTo } from '../support/turns.ts'
import { logIn, signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

for (const backend of backends) {
  test(`isolated: a login on ${backend} is lost on every second request`, async ({ request }) => {
    const user = await signUp(request)
    await turnTo(request, backend)
    expect(servedBy(await logIn(request, user, '/api/isolated'))).toBe(backend)

    for (let i = 0; i < 5; i++) {
      const lost = await request.get('/api/isolated/me')
      expect([servedBy(lost), lost.status()]).toEqual([otherThan(backend), 401])
      const kept = await request.get('/api/isolated/me')
      expect([servedBy(kept), kept.status()]).toEqual([backend, 200])
    }
  })
}

test('the page shows one store keep the login that the isolated ones lose', async ({
  page,
  request,
}) => {
  await openPageLoggedIn(page, await signUp(request))
  const login = (await readCells(page, 'isolated'))[1]
  await press(page, english.sendTen)
  await expectSent(page, 12)

  await test.step('shared: logged in ten times out of ten, by both backends', async () => {
    const cells = (await readCells(page, 'shared')).slice(-10)
    expect(cells.map(({ authenticated }) => authenticated)).toEqual(Array(10).fill('true'))
    expectStrictTurns(cells.map((cell) => cell.servedBy))
    await expect(cellsIn(page, 'shared').last()).toContainText('logged in')
  })

  await test.step('isolated: logged in on the backend of the login alone', async () => {
    const cells = (await readCells(page, 'isolated')).slice(-10)
    expectStrictTurns(cells.map((cell) => cell.servedBy))
    expect(cells.map(({ authenticated }) => authenticated)).toEqual(
      cells.map((cell) => String(cell.servedBy === login?.servedBy)),
    )
  })
})
