import { expect, test } from '../support/fixtures.ts'
import { exists, sessionKey } from '../support/redis.ts'
import { onBoth, statusOnBoth } from '../support/turns.ts'
import { cookieOf, sessionCookie, signUp, signUpAndLogIn } from '../support/users.ts'

test('S3 an id from before the login is invalid after it, on both backends', async ({
  newClient,
  stack,
}) => {
  const attacker = await newClient()
  const victim = await newClient()
  await signUpAndLogIn(attacker)
  const planted = `${sessionCookie}=${await cookieOf(attacker)}`
  const plantedKey = await sessionKey(attacker)

  await test.step('1. the victim logs in with the session that the attacker planted', async () => {
    const user = await signUp(victim)
    const response = await victim.post('/api/login', { data: user, headers: { cookie: planted } })
    expect(response.status()).toBe(200)
    expect(await sessionKey(victim)).not.toBe(plantedKey)
  })

  await test.step('2. the planted session is invalid on both backends', async () => {
    expect(await exists(stack, plantedKey)).toBe(false)
    expect(await statusOnBoth(attacker, { cookie: planted })).toEqual(onBoth(401))
  })

  await test.step('3. the victim is logged in on both', async () => {
    expect(await statusOnBoth(victim)).toEqual(onBoth(200))
  })
})
