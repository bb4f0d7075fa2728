import { expect, test } from '../support/fixtures.ts'
import { chooseRealm, expectSent, fillIn, openSandbox, press, readCells } from '../support/page.ts'
import { expectStrictTurns } from '../support/turns.ts'
import { signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test('the visitor chooses the routing: sticky keeps a login in isolated stores', async ({
  page,
  request,
}) => {
  const user = await signUp(request)
  const sticky = page.getByRole('radio', { name: english.sticky })
  const roundRobin = page.getByRole('radio', { name: english.roundRobin })
  await openSandbox(page)
  await expect(roundRobin).toBeChecked()

  const [server] = await test.step('1. sticky: one backend answers, logged in', async () => {
    await sticky.check()
    await chooseRealm(page, 'isolated')
    await expectSent(page, 2)
    await fillIn(page, user)
    await press(page, english.logIn)
    await expectSent(page, 3)
    await press(page, english.sendTen)
    await expectSent(page, 13)
    const cells = (await readCells(page)).slice(-11)
    expect(cells.map(({ authenticated }) => authenticated)).toEqual(Array(11).fill('true'))
    const servers = new Set(cells.map((cell) => cell.servedBy))
    expect(servers.size).toBe(1)
    return [...servers]
  })

  await test.step('2. sticky and the server last over a reload', async () => {
    await page.reload()
    await expect(sticky).toBeChecked()
    await press(page, english.sendOne)
    await expectSent(page, 2)
    const servers = new Set((await readCells(page)).map((cell) => cell.servedBy))
    expect([...servers]).toEqual([server])
  })

  await test.step('3. round robin: both backends again', async () => {
    await roundRobin.check()
    await press(page, english.sendTen)
    await expectSent(page, 12)
    expectStrictTurns((await readCells(page)).slice(-10).map((cell) => cell.servedBy))
  })
})
