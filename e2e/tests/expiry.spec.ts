// The idle timeout is stored in the session (`maxInactiveInterval`), as in Spring Session. The operator shortens it here
// for one session. So the test needs no stack with a short SESSION_IDLE_TIMEOUT_SECONDS, and other sessions stay valid.
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

  await test.step('2. without requests, Redis removes the key', async () => {
    await expect.poll(() => exists(stack, key)).toBe(false)
  })

  await test.step('3. both backends answer its cookie with 401', async () => {
    expect(await statusOnBoth(request, { cookie })).toEqual(onBoth(401))
    expect(await exists(stack, key)).toBe(false)
  })
})

test('each request restarts the idle timeout', async ({ request, stack }) => {
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
