/** Stacks with other settings than the stack under test. */
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '../support/fixtures.ts'
import { predict } from '../support/lesson.ts'
import { fillIn, press } from '../support/page.ts'
import { startOwnStack } from '../support/stack.ts'
import { onBoth, statusOnBoth } from '../support/turns.ts'
import { newUser } from '../support/users.ts'
import { english } from '../support/words.ts'

test.describe('other settings', { tag: '@own-stack' }, () => {
  test('LAB=off: a plain sign-in page without the lab’s code', async ({ page }) => {
    test.slow()
    const stack = await startOwnStack({ env: { LAB: 'off' } })
    const scripts: Promise<string>[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.text())
    })
    try {
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

      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations).toEqual([])
      await press(page, english.logOut)
      await expect(identity).toHaveAttribute('data-username', '')

      await expect(page.getByRole('navigation', { name: english.stepNav })).toBeHidden()
      const code = (await Promise.all(scripts)).join('\n')
      expect(code).toContain('/api/')
      for (const word of ['EventSource', 'x-lab-trace', english.sendTen]) {
        expect(code).not.toContain(word)
      }
    } finally {
      await stack.stop()
    }
  })

  test('PRESENTER_KEY: only the presenter can use the switches', async ({ page, newClient }) => {
    test.slow()
    const key = 'a key for the one who presents'
    const stack = await startOwnStack({ env: { PRESENTER_KEY: key } })
    try {
      const client = await newClient({ baseURL: stack.baseUrl })
      await test.step('1. without the key, the switches are refused', async () => {
        for (const [method, path, data] of [
          ['put', '/api/lab/nodes/backend-1', { state: 'stopped' }],
          ['put', '/api/lab/redis', { state: 'cut' }],
          ['post', '/api/lab/reset', undefined],
        ] as const) {
          const answer = await client[method](path, { ...(data && { data }) })
          expect(answer.status()).toBe(403)
          expect(await answer.json()).toMatchObject({ type: 'urn:problem:presenter-only' })
        }
      })

      await test.step('2. the page asks for it', async () => {
        await page.goto(`${stack.baseUrl}/#step=5`)
        await predict(page)
        await press(page, english.stopServer('backend-1'))
        await page.getByLabel(english.presenterKey).fill('not the key')
        await press(page, english.useKey)
        await page.getByLabel(english.presenterKey).fill(key)
        await press(page, english.useKey)
        await expect(
          page.getByRole('button', { name: english.startServer('backend-1') }),
        ).toBeVisible()
        await expect(page.getByLabel(english.presenterKey)).toBeHidden()
      })

      await test.step('3. the page keeps the key while it is open', async () => {
        await press(page, english.startServer('backend-1'))
        await expect(
          page.getByRole('button', { name: english.stopServer('backend-1') }),
        ).toBeVisible()
      })
    } finally {
      await stack.stop()
    }
  })

  test('LAB_QUIET_SECONDS: the lab resets itself after a visitor’s changes', async ({
    page,
    newClient,
  }) => {
    test.slow()
    const stack = await startOwnStack({ env: { LAB_QUIET_SECONDS: '3' } })
    try {
      await page.goto(`${stack.baseUrl}/#step=5`)
      await predict(page)
      await press(page, english.stopServer('backend-1'))
      await press(page, english.stopServer('backend-2'))
      await expect(page.locator('.notice')).toContainText('backend-2')
      await expect(page.locator('.notice')).toBeHidden()
      await expect(page.getByRole('status')).toContainText(
        english.switched('all', 'reset', 'quiet'),
      )
      const client = await newClient({ baseURL: stack.baseUrl })
      expect(await statusOnBoth(client)).toEqual(onBoth(401))
    } finally {
      await stack.stop()
    }
  })
})
