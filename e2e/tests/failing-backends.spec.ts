/** All backends are killed or frozen. live-events.spec.ts kills one of them, faults/ does so under load. */
import { expect, test } from '../support/fixtures.ts'
import { expectSecurityHeaders } from '../support/security-headers.ts'
import { type Backend, backends, onBoth, statusOnBoth } from '../support/turns.ts'
import { signUpAndLogIn } from '../support/users.ts'

test.describe('failing backends', { tag: '@own-stack' }, () => {
  // nginx may wait a second for a machine that does not answer, and backends take time to start.
  test.slow()

  for (const { state, signal } of [
    { state: 'killed', signal: 'SIGKILL' },
    { state: 'frozen', signal: 'SIGSTOP' },
  ] as const) {
    test(`S18 both are ${state}: nginx answers 503, and makes no change later`, async ({
      request,
      stack,
    }) => {
      await signUpAndLogIn(request)
      const resume = (backend: Backend) =>
        state === 'killed' ? stack.start(backend) : stack.signal(backend, 'SIGCONT')
      await Promise.all(backends.map((backend) => stack.signal(backend, signal)))
      try {
        const answers = [request.get('/api/me'), request.post('/api/cart/book')]
        for (const response of await Promise.all(answers)) {
          expect(response.status()).toBe(503)
          expectSecurityHeaders(response)
          expect(response.headers()).toMatchObject({
            'content-type': 'application/problem+json',
            'retry-after': '2',
          })
          expect(await response.json()).toMatchObject({
            status: 503,
            type: 'urn:problem:unavailable',
          })
        }
        expect((await request.get('/')).status()).toBe(200)
      } finally {
        await Promise.all(backends.map(resume))
      }
      await expect.poll(() => statusOnBoth(request)).toEqual(onBoth(200))
      expect(await (await request.get('/api/cart')).json()).toEqual({ items: {} })
    })
  }
})
