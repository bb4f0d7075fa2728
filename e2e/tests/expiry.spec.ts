// How long a session may idle is written in the session itself (maxInactiveInterval), as Spring Session has it.
// The operator shortens it here for one session, instead of the whole stack running with a short
// SESSION_IDLE_TIMEOUT_SECONDS: that works on any running stack, and ends nobody else's session.
import { expect, test } from '../support/fixtures.ts'
import { expectSent, openSandboxLoggedIn, press, readCells } from '../support/page.ts'
import { exists, sessionKey } from '../support/redis.ts'
import { onBoth, statusOnBoth } from '../support/turns.ts'
import { cookieOf, sessionCookie, signUp, signUpAndLogIn } from '../support/users.ts'
import { english } from '../support/words.ts'

test('an idle session is removed by Redis, and ended on both backends', async ({
  request,
  stack,
}) => {
  await signUpAndLogIn(request)
  const key = await sessionKey(request)
  const cookie = `${sessionCookie}=${await cookieOf(request)}`

  await test.step('1. this one session may idle for a second', async () => {
    await stack.redisCli('HSET', key, 'maxInactiveInterval', '1')
    expect((await request.get('/api/me')).status()).toBe(200)
  })

  await test.step('2. nobody uses it: Redis removes the key', async () => {
    await expect.poll(() => exists(stack, key)).toBe(false)
  })

  await test.step('3. its cookie is worth nothing, on either backend', async () => {
    expect(await statusOnBoth(request, { cookie })).toEqual(onBoth(401))
    expect(await exists(stack, key)).toBe(false)
  })
})

test('use puts the expiry off', async ({ request, stack }) => {
  await signUpAndLogIn(request)
  const key = await sessionKey(request)
  const ttlMs = async () => Number(await stack.redisCli('PTTL', key))

  await stack.redisCli('PEXPIRE', key, '60000')
  expect(await ttlMs()).toBeLessThanOrEqual(60_000)
  expect((await request.get('/api/me')).status()).toBe(200)
  expect(await ttlMs()).toBeGreaterThan(1_700_000)
})

test('the page shows that the session has expired', async ({ page, request, stack }) => {
  await openSandboxLoggedIn(page, await signUp(request))
  const cookies = await page.context().cookies()
  const sid = cookies.find(({ name }) => name === sessionCookie)?.value ?? ''
  await stack.redisCli('PEXPIRE', `session:${decodeURIComponent(sid).split('.')[0]}`, '1')

  await press(page, english.sendOne)
  await expectSent(page, 3)
  expect((await readCells(page)).at(-1)).toMatchObject({ status: 401, authenticated: 'false' })
  await expect(page.getByRole('button', { name: english.logIn, exact: true })).toBeVisible()
})
