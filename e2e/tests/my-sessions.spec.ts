import type { APIRequestContext } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { exists, sessionKey } from '../support/redis.ts'
import { onBoth, statusOnBoth } from '../support/turns.ts'
import { logIn, signUp } from '../support/users.ts'

interface Listed {
  handle: string
  current: boolean
  userAgent: string
}

const list = async (client: APIRequestContext): Promise<Listed[]> =>
  (await client.get('/api/sessions')).json()

test('S9 a user lists their sessions, and revokes them', async ({ newClient, stack }) => {
  const laptop = await newClient({ userAgent: 'laptop' })
  const phone = await newClient({ userAgent: 'phone' })
  const tablet = await newClient({ userAgent: 'tablet' })
  const user = await signUp(laptop)
  for (const client of [laptop, phone, tablet]) await logIn(client, user)

  await test.step('1. three sessions, oldest first, and which one this is', async () => {
    const sessions = await list(phone)
    expect(sessions.map(({ userAgent, current }) => [userAgent, current])).toEqual([
      ['laptop', false],
      ['phone', true],
      ['tablet', false],
    ])
    const phoneId = (await sessionKey(phone)).replace('session:', '')
    expect(sessions.map(({ handle }) => handle)).not.toContain(phoneId)
  })

  await test.step('2. one is revoked: invalid on both backends, the others stay valid', async () => {
    const key = await sessionKey(tablet)
    const handle = (await list(phone)).find(({ userAgent }) => userAgent === 'tablet')?.handle
    expect((await phone.delete(`/api/sessions/${handle}`)).status()).toBe(204)
    expect(await exists(stack, key)).toBe(false)
    expect(await statusOnBoth(tablet)).toEqual(onBoth(401))
    expect(await statusOnBoth(laptop)).toEqual(onBoth(200))
    expect((await phone.delete(`/api/sessions/${handle}`)).status()).toBe(404)
  })

  await test.step('3. all others are revoked: only this one stays valid', async () => {
    await logIn(tablet, user)
    expect((await phone.delete('/api/sessions')).status()).toBe(204)
    expect(await statusOnBoth(laptop)).toEqual(onBoth(401))
    expect(await statusOnBoth(tablet)).toEqual(onBoth(401))
    expect(await statusOnBoth(phone)).toEqual(onBoth(200))
    expect((await list(phone)).map(({ userAgent }) => userAgent)).toEqual(['phone'])
  })
})

test('all sessions of one user end, and no others', async ({ newClient, stack }) => {
  const [ada, bob] = [await newClient(), await newClient()]
  await logIn(ada, await signUp(ada))
  await logIn(bob, await signUp(bob))
  const adas = (await list(ada))[0]?.handle

  expect((await bob.delete(`/api/sessions/${adas}`)).status()).toBe(404)
  const bobsKey = await sessionKey(bob)
  expect((await bob.delete('/api/sessions?all=true')).status()).toBe(204)
  expect(await exists(stack, bobsKey)).toBe(false)
  expect(await statusOnBoth(bob)).toEqual(onBoth(401))
  expect(await statusOnBoth(ada)).toEqual(onBoth(200))
})
