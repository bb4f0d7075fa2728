import { expect, test } from '../support/fixtures.ts'
import { fieldsOf, sessionKey, sessionKeys } from '../support/redis.ts'
import { statusOnBoth } from '../support/turns.ts'
import { logIn, signUp } from '../support/users.ts'

const idleTimeoutMs = 30 * 60 * 1000

test('an anonymous visitor leaves nothing in Redis', async ({ page, request, stack }) => {
  const before = await sessionKeys(stack)
  await page.goto('/')
  await statusOnBoth(request)
  await request.post('/api/login', { data: { username: 'unknown', password: 'wrong password' } })
  await signUp(request)
  expect((await sessionKeys(stack)).filter((key) => !before.includes(key))).toEqual([])
})

test('a login makes one hash, with the fields of Spring Session', async ({ request, stack }) => {
  const user = await signUp(request)
  const before = await sessionKeys(stack)
  const startMs = Date.now()
  await logIn(request, user)
  const key = await sessionKey(request)

  await test.step('one session, and its user’s index', async () => {
    const added = (await sessionKeys(stack)).filter((name) => !before.includes(name))
    expect(added.sort()).toEqual([key, `session:user:${user.username}`].sort())
    expect(await stack.redisCli('TYPE', key)).toBe('hash')
  })

  await test.step('four kinds of fields', async () => {
    const fields = await fieldsOf(stack, key)
    expect(Object.keys(fields).sort()).toEqual([
      'creationTime',
      'lastAccessedTime',
      'maxInactiveInterval',
      'sessionAttr:createdBy',
      'sessionAttr:userAgent',
      'sessionAttr:username',
    ])
    expect(fields.maxInactiveInterval).toBe('1800')
    expect(fields['sessionAttr:username']).toBe(JSON.stringify(user.username))
    // The clocks of Redis and of the test may differ a little.
    expect(Math.abs(Number(fields.creationTime) - startMs)).toBeLessThan(60_000)
    expect(Number(fields.lastAccessedTime)).toBeGreaterThanOrEqual(Number(fields.creationTime))
  })

  await test.step('Redis removes it after 30 minutes without use', async () => {
    const ttlMs = Number(await stack.redisCli('PTTL', key))
    expect(ttlMs).toBeLessThanOrEqual(idleTimeoutMs)
    expect(ttlMs).toBeGreaterThan(idleTimeoutMs - 60_000)
  })
})
