/** Stacks with other settings than the stack under test. */
import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/fixtures.ts'
import { predict } from '../support/lesson.ts'
import { fillIn, press } from '../support/page.ts'
import { servedBy } from '../support/turns.ts'
import { logIn, newUser, signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test.describe('settings', { tag: '@own-stack' }, () => {
  test.slow()

  test('LAB=off: a plain sign-in page, and no lab', async ({ page, newClient, startStack }) => {
    const stack = await startStack({ LAB: 'off' })
    const scripts: Promise<string>[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.text())
    })

    await test.step('1. sign up, log in, log out', async () => {
      const user = newUser()
      const identity = page.getByTestId('identity')
      await page.goto(stack.baseUrl)
      await expect(identity).toHaveAttribute('data-username', '')
      await fillIn(page, user)
      await press(page, english.signUp)
      await expect(page.getByText(english.signedUp)).toBeVisible()
      await press(page, english.logIn)
      await expect(identity).toHaveAttribute('data-username', user.username)
      await page.reload()
      await expect(identity).toHaveAttribute('data-username', user.username)
      await expectAccessible(page)
      await press(page, english.logOut)
      await expect(identity).toHaveAttribute('data-username', '')
    })

    await test.step('2. the page has no code of the lab', async () => {
      await expect(page.getByRole('navigation', { name: english.stepNav })).toBeHidden()
      const code = (await Promise.all(scripts)).join('\n')
      expect(code).toContain('/api/')
      for (const word of ['EventSource', 'x-lab-trace', english.sendTen]) {
        expect(code).not.toContain(word)
      }
    })

    const client = await newClient({ baseURL: stack.baseUrl })

    await test.step('3. no answer lists the addresses that nginx has tried', async () => {
      const answer = await client.get('/api/me')
      expect(servedBy(answer)).toMatch(/^backend-/)
      expect(answer.headers()).not.toHaveProperty('x-lab-tried')
    })

    await test.step('4. nginx answers 404 for the addresses of the lab', async () => {
      const realms = ['second', 'isolated', 'blob'].map((realm) => `/api/${realm}/me`)
      for (const path of ['/api/events', '/api/lab/state', ...realms]) {
        const answer = await client.get(path)
        expect(answer.status(), path).toBe(404)
        expect(answer.headers()['content-type']).toContain('application/problem+json')
      }
      for (const path of ['/api/lab/nodes/backend-1', '/api/lab/redis', '/api/lab/class']) {
        expect((await client.put(path, { data: {} })).status(), path).toBe(404)
      }
      expect((await client.get('/join')).status()).toBe(404)
    })
  })

  test('SESSION_STORE=memory: a login is lost on every second request', async ({
    newClient,
    startStack,
  }) => {
    const stack = await startStack({ SESSION_STORE: 'memory' })
    const client = await newClient({ baseURL: stack.baseUrl })
    const user = await signUp(client)
    const backend = servedBy(await logIn(client, user))
    for (let i = 0; i < 3; i++) {
      const lost = await client.get('/api/me')
      expect(servedBy(lost)).not.toBe(backend)
      expect(lost.status()).toBe(401)
      const kept = await client.get('/api/me')
      expect([servedBy(kept), kept.status()]).toEqual([backend, 200])
    }
    expect(await stack.redisCli('KEYS', 'session:*')).toBe('')
  })

  test('PRESENTER_KEY: the page asks for the key, and keeps it while it is open', async ({
    page,
    startStack,
  }) => {
    const key = 'a key for the one who presents'
    const stack = await startStack({ PRESENTER_KEY: key })
    await page.goto(`${stack.baseUrl}/#step=5`)
    await predict(page)
    await press(page, english.stopServer('backend-1'))
    await page.getByLabel(english.presenterKey).fill('not the key')
    await press(page, english.useKey)
    await page.getByLabel(english.presenterKey).fill(key)
    await press(page, english.useKey)
    const start = page.getByRole('button', { name: english.startServer('backend-1') })
    await expect(start).toBeVisible()
    await expect(page.getByLabel(english.presenterKey)).toBeHidden()

    // A step cannot start a server without the key, and says so.
    const other = await page.context().newPage()
    await other.goto(`${stack.baseUrl}/#step=4`)
    await expect(other.locator('.lesson')).toContainText(english.repairs.presenterOnly('backend-1'))
    await other.close()

    await start.click()
    await expect(page.getByRole('button', { name: english.stopServer('backend-1') })).toBeVisible()
  })
})
