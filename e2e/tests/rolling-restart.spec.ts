/** make restart: restarts one backend after the other while requests continue. */
import { expect, test } from '../support/fixtures.ts'
import { backends, servedBy } from '../support/turns.ts'
import { signUpAndLogIn } from '../support/users.ts'

test('no request fails while the backends are restarted', { tag: '@own-stack' }, async ({
  newClient,
  stack,
}) => {
  const clients = await Promise.all(Array.from({ length: 4 }, () => newClient()))
  for (const client of clients) await signUpAndLogIn(client)
  let isOver = false
  const visitors = clients.map(async (client) => {
    let [added, asked] = [0, new Set<string | undefined>()]
    while (!isOver) {
      const me = await client.get('/api/me')
      expect(me.status()).toBe(200)
      asked.add(servedBy(me))
      expect((await client.post('/api/cart/book')).status()).toBe(200)
      added += 1
    }
    expect(asked).toEqual(new Set(backends))
    expect(await (await client.get('/api/cart')).json()).toEqual({ items: { book: added } })
  })
  await stack.restartBackends().finally(() => {
    isOver = true
  })
  await Promise.all(visitors)
})
