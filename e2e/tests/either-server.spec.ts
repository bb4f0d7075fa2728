import { expect, test } from '../support/fixtures.ts'
import { backends, onBoth, otherThan, servedBy, statusOnBoth, turnTo } from '../support/turns.ts'
import { logIn, signUp } from '../support/users.ts'

for (const backend of backends) {
  const other = otherThan(backend)

  test(`a login on ${backend} is a login on ${other}`, async ({ request }) => {
    const user = await signUp(request)

    await test.step(`1. ${backend} answers the login`, async () => {
      await turnTo(request, backend)
      expect(servedBy(await logIn(request, user))).toBe(backend)
    })

    await test.step(`2. ${other} answers the next request, logged in`, async () => {
      const response = await request.get('/api/me')
      expect(servedBy(response)).toBe(other)
      expect(response.status()).toBe(200)
      expect(await response.json()).toMatchObject({
        username: user.username,
        servedBy: other,
        session: { createdBy: backend },
      })
    })

    await test.step('3. both backends answer further requests, logged in', async () => {
      for (let i = 0; i < 3; i++) expect(await statusOnBoth(request)).toEqual(onBoth(200))
    })
  })
}
