/** Backends that are killed or stopped. faults/ does the same under load, and freezes one backend. */
import { expect, test } from '../support/fixtures.ts'
import { accountOn, expectSent, openSandboxLoggedIn, press, readCells } from '../support/page.ts'
import { expectSecurityHeaders } from '../support/security-headers.ts'
import {
  type Backend,
  backends,
  onBoth,
  otherThan,
  servedBy,
  statusOnBoth,
  turnTo,
} from '../support/turns.ts'
import { logIn, signUp, signUpAndLogIn } from '../support/users.ts'
import { english } from '../support/words.ts'

test.describe('failing backends', { tag: '@own-stack' }, () => {
  // nginx may wait a second for a machine that does not answer, and backends take time to start.
  test.slow()

  for (const backend of backends) {
    const other = otherThan(backend)

    test(`${backend} is killed: its logins stay valid`, async ({ request, stack }) => {
      const user = await signUp(request)
      await turnTo(request, backend)
      expect(servedBy(await logIn(request, user))).toBe(backend)

      await test.step(`1. ${backend} is killed: ${other} answers everything`, async () => {
        await stack.signal(backend, 'SIGKILL')
        for (let i = 0; i < 12; i++) {
          const response = await request.get('/api/me')
          expect(response.status()).toBe(200)
          expect(await response.json()).toMatchObject({ session: { createdBy: backend } })
        }
        expect(servedBy(await request.get('/api/me'))).toBe(other)
      })

      await test.step('2. it starts again with empty memory, and finds the session in Redis', async () => {
        await stack.start(backend)
        await expect.poll(() => statusOnBoth(request)).toEqual(onBoth(200))
      })
    })
  }

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

  test('the page goes on while a backend is stopped', async ({ page, request, stack }) => {
    const user = await signUp(request)
    await openSandboxLoggedIn(page, user)

    await test.step('1. backend-1 stops: every request is answered, logged in', async () => {
      await stack.signal('backend-1', 'SIGTERM')
      await expect(async () => {
        const names = [await request.get('/api/me'), await request.get('/api/me')].map(servedBy)
        expect(names).toEqual(['backend-2', 'backend-2'])
      }).toPass()
      await press(page, english.sendTen)
      await expectSent(page, 12)
      const cells = (await readCells(page)).slice(-10)
      expect(cells.map((cell) => [cell.servedBy, cell.status, cell.authenticated])).toEqual(
        Array(10).fill(['backend-2', 200, 'true']),
      )
    })

    await test.step('2. it starts again: both answer, and the visitor is still logged in', async () => {
      await stack.start('backend-1')
      await expect
        .poll(async () => Object.keys(await statusOnBoth(request)).sort())
        .toEqual([...backends])
      await press(page, english.sendTen)
      await expectSent(page, 22)
      const cells = (await readCells(page)).slice(-10)
      expect(cells.map(({ authenticated }) => authenticated)).toEqual(Array(10).fill('true'))
      expect(new Set(cells.map((cell) => cell.servedBy))).toEqual(new Set(backends))
      await expect(accountOn(page)).toContainText(english.loggedInAs(user.username))
    })
  })
})
