import { expect, test } from '../support/fixtures.ts'
import { exists, sessionKey } from '../support/redis.ts'
import { backends, onBoth, servedBy, statusOnBoth, turnTo } from '../support/turns.ts'
import { cookieOf, sessionCookie, signUpAndLogIn } from '../support/users.ts'

for (const backend of backends) {
  test(`S4 a logout on ${backend} logs out on both`, async ({ request, stack }) => {
    await signUpAndLogIn(request)
    expect(await statusOnBoth(request)).toEqual(onBoth(200))
    const key = await sessionKey(request)
    const oldCookie = `${sessionCookie}=${await cookieOf(request)}`

    await test.step(`1. ${backend} answers the logout`, async () => {
      await turnTo(request, backend)
      const response = await request.post('/api/logout')
      expect(servedBy(response)).toBe(backend)
      expect(response.status()).toBe(204)
    })

    await test.step('2. the cookie is gone from the client, the key from Redis', async () => {
      expect(await cookieOf(request)).toBeUndefined()
      expect(await exists(stack, key)).toBe(false)
    })

    await test.step('3. both answer 401', async () => {
      expect(await statusOnBoth(request)).toEqual(onBoth(401))
    })

    await test.step('4. both refuse the old cookie, and it creates no session', async () => {
      expect(await statusOnBoth(request, { cookie: oldCookie })).toEqual(onBoth(401))
      expect(await exists(stack, key)).toBe(false)
    })
  })
}

test('a logout without a session succeeds', async ({ request }) => {
  expect((await request.post('/api/logout')).status()).toBe(204)
})
