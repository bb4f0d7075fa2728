/** A frozen backend keeps its connections and answers nothing. nginx retries on the other one, then leaves it out. */
import { expect, test } from '../support/fixtures.ts'
import { backends, onBoth, servedBy, statusOnBoth } from '../support/turns.ts'
import { signUpAndLogIn } from '../support/users.ts'

test.describe('frozen backends', { tag: '@own-stack' }, () => {
  test.slow()

  test('one is frozen: the other answers GET and PUT', async ({ request, stack }) => {
    await signUpAndLogIn(request)
    await stack.signal('backend-1', 'SIGSTOP')
    try {
      for (let quantity = 1; quantity <= 4; quantity++) {
        const set = await request.put('/api/cart/book', { data: { quantity } })
        expect([set.status(), servedBy(set)]).toEqual([200, 'backend-2'])
        const me = await request.get('/api/me')
        expect([me.status(), servedBy(me)]).toEqual([200, 'backend-2'])
      }
    } finally {
      await stack.signal('backend-1', 'SIGCONT')
    }
    await expect.poll(() => statusOnBoth(request)).toEqual(onBoth(200))
    // The frozen backend does not execute the requests that it had received.
    expect(await (await request.get('/api/cart')).json()).toEqual({ items: { book: 4 } })
  })

  test('both are frozen: nginx answers 503 until they run again, and refused changes are not executed later', async ({
    request,
    stack,
  }) => {
    await signUpAndLogIn(request)
    for (const backend of backends) await stack.signal(backend, 'SIGSTOP')
    try {
      const answers = [request.get('/api/me'), request.post('/api/cart/book')]
      for (const answer of await Promise.all(answers)) {
        expect(answer.status()).toBe(503)
        expect(await answer.json()).toMatchObject({ type: 'urn:problem:unavailable' })
        expect(answer.headers()['retry-after']).toBe('2')
      }
      expect((await request.get('/')).status()).toBe(200)
    } finally {
      for (const backend of backends) await stack.signal(backend, 'SIGCONT')
    }
    await expect.poll(() => statusOnBoth(request)).toEqual(onBoth(200))
    expect(await (await request.get('/api/cart')).json()).toEqual({ items: {} })
  })
})
