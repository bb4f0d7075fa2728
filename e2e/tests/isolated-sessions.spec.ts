import { expect, test } from '../support/fixtures.ts'
import {
  chooseRealm,
  expectSent,
  fillIn,
  openSandboxLoggedIn,
  press,
  readCells,
} from '../support/page.ts'
import { expectStrictTurns } from '../support/turns.ts'
import { signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test('the page shows that the shared store keeps a login, and isolated stores lose it', async ({
  page,
  request,
}) => {
  const user = await signUp(request)
  await openSandboxLoggedIn(page, user)

  await test.step('shared: logged in ten times out of ten, by both backends', async () => {
    await press(page, english.sendTen)
    await expectSent(page, 12)
    const cells = (await readCells(page)).slice(-10)
    expect(cells.map(({ authenticated }) => authenticated)).toEqual(Array(10).fill('true'))
    expectStrictTurns(cells.map((cell) => cell.servedBy))
  })

  await test.step('isolated: logged in only on the backend that answered the login', async () => {
    await chooseRealm(page, 'isolated')
    await expectSent(page, 13)
    await fillIn(page, user)
    await press(page, english.logIn)
    await expectSent(page, 14)
    await press(page, english.sendTen)
    await expectSent(page, 24)
    const [login, ...cells] = (await readCells(page)).slice(-11)
    expectStrictTurns(cells.map((cell) => cell.servedBy))
    expect(cells.map(({ authenticated }) => authenticated)).toEqual(
      cells.map((cell) => String(cell.servedBy === login?.servedBy)),
    )
  })
})
