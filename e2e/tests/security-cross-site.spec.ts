// A page of another site, open in the visitor's browser, tries to send requests as the visitor.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { test as base, expect } from '../support/fixtures.ts'
import { accountOn, openSandboxLoggedIn } from '../support/page.ts'
import { signUp } from '../support/users.ts'

const test = base.extend<{ otherPort: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
  otherPort: async ({}, use) => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<title>Another site</title>')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    await use((server.address() as AddressInfo).port)
    server.close()
    server.closeAllConnections()
  },
})

/** The statuses of the site's answers to the other page, by method and path. */
function recordAnswers(page: Page): Map<string, number> {
  const answers = new Map<string, number>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    answers.set(`${response.request().method()} ${pathname}`, response.status())
  })
  return answers
}

// Another host name is another site. Another port of the same name is the same site, so the browser sends the cookie.
for (const [what, host] of [
  ['cross-site', 'localhost'],
  ['another port of this machine', '127.0.0.1'],
] as const) {
  test(`S15 another origin (${what}) can change nothing`, async ({
    page,
    context,
    request,
    stack,
    otherPort,
  }) => {
    const user = await signUp(request)
    await openSandboxLoggedIn(page, user)
    const otherPage = await context.newPage()
    const answers = recordAnswers(otherPage)
    await otherPage.goto(`http://${host}:${otherPort}/`)

    await test.step('1. scripts: every change is refused, and no answer can be read', async () => {
      const read = await otherPage.evaluate(async (site) => {
        const credentials = 'include'
        const send = (path: string, init: RequestInit) =>
          fetch(`${site}${path}`, { credentials, mode: 'no-cors', ...init }).catch(() => {})
        await send('/api/logout', { method: 'POST' })
        await send('/api/cart/book', { method: 'POST' })
        await send('/api/login', { method: 'POST', body: '{"username":"eve","password":"x"}' })
        return fetch(`${site}/api/me`, { credentials }).then(
          (response) => response.text(),
          () => 'not readable',
        )
      }, stack.baseUrl)
      expect(read).toBe('not readable')
      expect(answers.get('POST /api/logout')).toBe(403)
      expect(answers.get('POST /api/cart/book')).toBe(403)
      expect(answers.get('POST /api/login')).toBe(403)
    })

    await test.step('2. JSON and other methods fail at the preflight', async () => {
      const outcomes = await otherPage.evaluate(async (site) => {
        const headers = { 'content-type': 'application/json' }
        const tries: RequestInit[] = [
          { method: 'PUT', headers, body: '{"quantity":9}' },
          { method: 'DELETE' },
        ]
        const ask = (init: RequestInit) =>
          fetch(`${site}/api/cart/book`, { credentials: 'include', ...init }).then(
            () => 'answered',
            () => 'refused',
          )
        return Promise.all(tries.map(ask))
      }, stack.baseUrl)
      expect(outcomes).toEqual(['refused', 'refused'])
    })

    await test.step('3. a form that the other site sends is refused', async () => {
      await otherPage.evaluate((site) => {
        document.body.innerHTML = `<form method="post" enctype="text/plain" action="${site}/api/logout"><input name="a" value="b"></form>`
        document.forms[0]?.submit()
      }, stack.baseUrl)
      await otherPage.waitForURL(`${stack.baseUrl}/api/logout`)
      expect(answers.get('POST /api/logout')).toBe(403)
    })

    await test.step('4. the visitor is logged in as before, with an empty cart', async () => {
      await page.reload()
      await expect(accountOn(page)).toContainText(user.username)
      const cart = await page.evaluate(async () => (await fetch('/api/cart')).json())
      expect(cart).toEqual({ items: {} })
    })
  })
}
