import { expect, test } from '../support/fixtures.ts'
import { backends, otherThan, servedBy, turnTo } from '../support/turns.ts'
import { logIn, signUp } from '../support/users.ts'

test('SESSION_STORE=memory: the same login is lost on every second request', {
  tag: '@own-stack',
}, async ({ newClient, memoryStack }) => {
  const client = await newClient({ baseURL: memoryStack.baseUrl })
  const user = await signUp(client)
  for (const backend of backends) {
    await turnTo(client, backend)
    expect(servedBy(await logIn(client, user))).toBe(backend)
    for (let i = 0; i < 5; i++) {
      const lost = await client.get('/api/me')
      expect([servedBy(lost), lost.status()]).toEqual([otherThan(backend), 401])
      const kept = await client.get('/api/me')
      expect([servedBy(kept), kept.status()]).toEqual([backend, 200])
    }
  }
  expect(await memoryStack.redisCli('KEYS', 'session:*')).toBe('')
})
