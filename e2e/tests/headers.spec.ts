import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { APIRequestContext, APIResponse } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { expectSecurityHeaders } from '../support/security-headers.ts'
import { newUser, signUp } from '../support/users.ts'

const pages: Record<string, (client: APIRequestContext) => Promise<APIResponse>> = {
  'the page': (client) => client.get('/'),
  'an API answer': async (client) => client.post('/api/logout'),
  '401, from a backend': (client) => client.get('/api/me'),
  '404, from nginx': (client) => client.get('/nothing-here'),
  '413, from nginx': (client) => client.post('/api/login', { data: { a: 'a'.repeat(20_000) } }),
  '431, from nginx': (client) => client.get('/', { headers: { cookie: 'a'.repeat(20_000) } }),
}

for (const [name, ask] of Object.entries(pages)) {
  test(`S18 security headers: ${name}`, async ({ request }) => {
    expectSecurityHeaders(await ask(request))
  })
}

test('S18 security headers: 429, from a backend', async ({ request }) => {
  const user = newUser()
  await expect(async () => {
    const response = await request.post('/api/login', { data: user })
    expect(response.status()).toBe(429)
    expectSecurityHeaders(response)
  }).toPass({ intervals: [0] })
})

test('every request gets its own id, never the client’s', async ({ request }) => {
  const own = 'f'.repeat(32)
  const ids: (string | undefined)[] = []
  for (const path of ['/', '/api/me', '/api/me', '/nothing-here', '/api/nothing-here']) {
    const response = await request.get(path, { headers: { 'x-request-id': own } })
    ids.push(response.headers()['x-request-id'])
  }
  expect(new Set([...ids, own, undefined]).size).toBe(ids.length + 2)
})

test.describe('S19 a client cannot choose its address', () => {
  const forged = {
    'x-forwarded-for': '203.0.113.7',
    'x-real-ip': '203.0.113.7',
    forwarded: 'for=203.0.113.7',
  }

  test('login attempts are counted for its real address', async ({ request, stack }) => {
    await request.post('/api/login', { data: newUser(), headers: forged })
    const keys = await stack.redisCli('KEYS', 'limit:login-address:*')
    expect(keys).not.toBe('')
    expect(keys).not.toContain('203.0.113.7')
  })

  test('the backends log its address', { tag: '@own-stack' }, async ({ request, stack }, info) => {
    const user = await signUp(request)
    const plain = await request.post('/api/login', { data: user })
    const disguised = await request.post('/api/login', { data: user, headers: forged })
    const folder = info.outputPath('logs')

    // The log may be written a moment after the answer.
    await expect(async () => {
      await stack.collectLogs(folder)
      const lines = ['backend-1', 'backend-2'].flatMap((name) =>
        readFileSync(join(folder, `${name}.log`), 'utf8').split('\n'),
      )
      const addressOf = (response: APIResponse) =>
        lines
          .filter((line) => line.includes(response.headers()['x-request-id'] ?? 'none'))
          .flatMap((line) => JSON.parse(line).client ?? [])
      expect(addressOf(plain)).toHaveLength(1)
      expect(addressOf(disguised)).toEqual(addressOf(plain))
      expect(lines.join()).not.toContain('203.0.113.7')
      expect(lines.join()).not.toContain(user.password)
    }).toPass({ timeout: 10_000 })
  })
})
