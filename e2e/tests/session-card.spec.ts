// Compares the page's card of the visitor's session with the record in Redis.
import type { Page } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { expectSent, openSandbox, openSandboxLoggedIn, press } from '../support/page.ts'
import { exists, fieldsOf } from '../support/redis.ts'
import { sessionCookie, signUpAndLogIn } from '../support/users.ts'
import { english } from '../support/words.ts'

const cardOn = (page: Page) => page.getByRole('region', { name: english.yourSession })

async function ownKey(page: Page): Promise<string> {
  const sid =
    (await page.context().cookies()).find(({ name }) => name === sessionCookie)?.value ?? ''
  return `session:${decodeURIComponent(sid).split('.')[0]}`
}

/** The fields, and whether the last request changed each of them. */
async function shownFields(page: Page) {
  const rows = await cardOn(page)
    .locator('[data-field]')
    .evaluateAll((elements) =>
      elements.map((element) => {
        const { field = '', changed } = (element as HTMLElement).dataset
        return { field, changed, value: element.querySelector('dd')?.title ?? '' }
      }),
    )
  return {
    values: Object.fromEntries(rows.map(({ field, value }) => [field, value])),
    changed: rows.flatMap(({ field, changed }) => (changed === 'true' ? field : [])).sort(),
  }
}

test('the card shows the record in Redis, and marks the fields that the last request changed', async ({
  page,
  stack,
}) => {
  await openSandbox(page)
  await expect(cardOn(page).getByTestId('session-key')).toBeHidden()
  await press(page, english.guestLogIn)
  await expectSent(page, 3)
  const key = await ownKey(page)

  await test.step('1. after the login: key, fields, time left', async () => {
    const [start = '', end = ''] =
      (await cardOn(page).getByTestId('session-key').textContent())?.split('…') ?? []
    expect(key.startsWith(start) && key.endsWith(end)).toBe(true)
    expect((await shownFields(page)).values).toEqual(await fieldsOf(stack, key))
    await expect(cardOn(page).locator('.ring')).toContainText(english.ttlLeft(english.minutes(30)))
  })

  await test.step('2. after a change: that field, and the time of the last access', async () => {
    await press(page, english.addBook)
    await expectSent(page, 4)
    const { values, changed } = await shownFields(page)
    expect(values).toEqual(await fieldsOf(stack, key))
    expect(values['sessionAttr:cart:book']).toBe('1')
    expect(changed).toEqual(['lastAccessedTime', 'sessionAttr:cart:book'])
  })

  await test.step('3. the timeline shows the Redis commands of that request', async () => {
    await page.locator('.timeline li[data-number="4"] summary').click()
    await expect(page.locator('.timeline li[data-number="4"] .commands')).toContainText('increment')
  })

  await test.step('4. after the logout: removed from the card and from Redis', async () => {
    await press(page, english.logOut)
    await expect(cardOn(page)).toHaveAttribute('data-ended', 'logout')
    await expect(cardOn(page).locator('[data-field]')).toHaveCount(0)
    expect(await exists(stack, key)).toBe(false)
  })
})

test('the card removes a session that ends elsewhere, without a request', async ({
  page,
  request,
}) => {
  const user = await signUpAndLogIn(request)
  await openSandboxLoggedIn(page, user)
  await expect(cardOn(page).locator('[data-field]').first()).toBeVisible()

  expect((await request.delete('/api/sessions?all=true')).status()).toBe(204)
  await expect(cardOn(page)).toHaveAttribute('data-ended', 'revoked')
  await expect(cardOn(page).locator('[data-field]')).toHaveCount(0)
  await expectSent(page, 2)
})
