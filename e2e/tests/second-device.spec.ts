/** Step 8: the page plays a second device, whose session is a real one in the shared store. */
import { expect, test } from '../support/fixtures.ts'
import { expectMet, predict } from '../support/lesson.ts'
import { openStep, press, readCells, stripOf } from '../support/page.ts'
import { exists } from '../support/redis.ts'
import { english } from '../support/words.ts'

for (const [how, end] of [
  ['from the list', english.revoke],
  ['everywhere', english.everywhere],
] as const) {
  test(`a second device that is logged out ${how} keeps its cookie, and its next request is 401`, async ({
    page,
    stack,
  }) => {
    const stage = page.getByRole('region', { name: english.stage })
    const second = stage.locator('.browser').nth(1)
    const keys = stage.locator('.key')
    await openStep(page, 8)
    await predict(page)
    await press(page, english.guestLogIn)
    await press(page, english.secondDevice)
    await expectMet(page, 1)
    await expect(second).toHaveAttribute('data-cookie', /^second_sid=.{4}…$/)
    await expect(keys).toHaveCount(2)
    await expect(stage.locator('.key[data-gone="true"]')).toHaveCount(0)

    // The browser holds both cookies. The first part of a cookie is the id in the key.
    const cookies = await page.context().cookies([stack.baseUrl, `${stack.baseUrl}/api/second/me`])
    const held = cookies.find(({ name }) => name.endsWith('second_sid'))
    const key = `session:${held?.value.split('.')[0]}`
    expect(await exists(stack, key)).toBe(true)
    await press(page, english.sendSecond)
    await expect(stripOf(page)).toHaveAttribute('aria-busy', 'false')
    expect((await readCells(page)).at(-1)).toMatchObject({ realm: 'second', status: 200 })

    await press(page, end)
    await expect(keys.nth(1)).toHaveAttribute('data-gone', 'true')
    await expect(keys.nth(0)).toHaveAttribute('data-gone', String(how === 'everywhere'))
    expect(await exists(stack, key)).toBe(false)
    await expect(second).toHaveAttribute('data-cookie', /^second_sid=/)

    await press(page, english.sendSecond)
    await expect(stripOf(page)).toHaveAttribute('aria-busy', 'false')
    const last = (await readCells(page)).at(-1)
    expect(last).toMatchObject({ realm: 'second', status: 401, authenticated: 'false' })
    await expect(stage.locator('.told')).toContainText(
      english.told.second.ended(last?.servedBy ?? ''),
    )
  })
}
