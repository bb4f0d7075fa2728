import { randomBytes } from 'node:crypto'
import type { APIResponse } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { sessionKeys } from '../support/redis.ts'
import { newUser, sessionCookie, signUpAndLogIn } from '../support/users.ts'

const json = { 'content-type': 'application/json' }

/** Expects a client error as a problem document (RFC 9457), without internal details. */
async function expectProblem(response: APIResponse, status: number, field?: string) {
  expect(response.status()).toBe(status)
  expect(response.headers()['content-type']).toContain('application/problem+json')
  const body = await response.json()
  expect(body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) })
  expect(body.field).toBe(field)
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:|at .*\(/)
}

let before: string[]

test.beforeEach(async ({ stack }) => {
  before = await sessionKeys(stack)
})

test.afterEach('no session was made', async ({ stack }) => {
  expect((await sessionKeys(stack)).filter((key) => !before.includes(key))).toEqual([])
})

test('giant cookies are refused, or find no session', async ({ request }) => {
  const cookie = (bytes: number) => ({
    headers: { cookie: `${sessionCookie}=${'a'.repeat(bytes)}` },
  })
  await expectProblem(await request.get('/api/me', cookie(64_000)), 431)
  await expectProblem(await request.get('/api/me', cookie(12_000)), 431)
  // Small enough for nginx; the backend finds no session for it.
  await expectProblem(await request.get('/api/me', cookie(4_000)), 401)
})

test('many cookies are refused', async ({ request }) => {
  const cookie = Array.from({ length: 300 }, (_, index) => `sid${index}=${'a'.repeat(64)}`)
  await expectProblem(await request.get('/api/me', { headers: { cookie: cookie.join('; ') } }), 431)
})

test('tampered cookies find no session', async ({ request }) => {
  const values = ['', '.', '..', 'a.b.c', '%', '%00', '%F0%28%8C%28', '__proto__', 'a b', '"', '%s']
  for (const value of [...values, randomBytes(24).toString('base64url')]) {
    await expectProblem(
      await request.get('/api/me', { headers: { cookie: `${sessionCookie}=${value}` } }),
      401,
    )
  }
})

test('oversized bodies are refused', async ({ request }) => {
  const body = (bytes: number) => ({
    headers: json,
    data: Buffer.from(JSON.stringify({ ...newUser(), padding: 'a'.repeat(bytes) })),
  })
  await expectProblem(await request.post('/api/signup', body(17_000)), 413)
  await expectProblem(await request.post('/api/login', body(200_000)), 413)
})

test('broken JSON is refused', async ({ request }) => {
  for (const text of ['{', '{"username":', 'null{}', '', '\u0000', '{"username": "\ud800"']) {
    const response = await request.post('/api/login', { headers: json, data: Buffer.from(text) })
    await expectProblem(response, 400)
  }
})

test('wrong types, missing and unknown fields are refused by name', async ({ request }) => {
  const user = newUser()
  const bodies: [unknown, string | undefined][] = [
    [{ username: user.username }, 'password'],
    [{ password: user.password }, 'username'],
    [{ ...user, username: 7 }, 'username'],
    [{ ...user, password: null }, 'password'],
    [{ ...user, password: ['a'] }, 'password'],
    [{ ...user, username: 'a b' }, 'username'],
    [{ ...user, username: 'a'.repeat(65) }, 'username'],
    [{ ...user, password: 'a'.repeat(129) }, 'password'],
    [{ ...user, admin: true }, 'admin'],
    [[], undefined],
    ['text', undefined],
    [null, undefined],
  ]
  for (const [body, field] of bodies) {
    const data = Buffer.from(JSON.stringify(body))
    await expectProblem(await request.post('/api/signup', { headers: json, data }), 400, field)
  }
  const tooShort = { ...user, password: 'seven77' }
  await expectProblem(await request.post('/api/signup', { data: tooShort }), 400, 'password')
})

test('other media types, methods and addresses are refused', async ({ request }) => {
  const form = newUser() as unknown as Record<string, string>
  await expectProblem(await request.post('/api/login', { form }), 415)
  await expectProblem(await request.get('/api/login'), 405)
  await expectProblem(await request.delete('/api/me'), 405)
  await expectProblem(await request.get('/api/nothing-here'), 404)
  await expectProblem(await request.get('/api/%E0%A4%A'), 400)
  await expectProblem(await request.get('/api/%E0%A4'), 400)
  await expectProblem(await request.get(`/api/cart/${'a'.repeat(200)}`), 414)
  await expectProblem(await request.get('/api/isolated/nothing-here'), 404)
})

test('internal addresses are not reachable through nginx', async ({ request }) => {
  for (const path of ['/livez', '/readyz', '/api/livez', '/api/../readyz', '/api/%2e%2e/readyz']) {
    const response = await request.get(path)
    expect(response.status(), path).toBe(404)
    expect(await response.text()).not.toContain('ready')
  }
})

test.describe('in a session', () => {
  test.afterEach(({ request }) => request.delete('/api/sessions?all=true').then(() => {}))

  test('bad items and quantities are refused, and change nothing', async ({ request }) => {
    await signUpAndLogIn(request)
    for (const item of ['__proto__', 'UPPER', '-', 'a'.repeat(33), 'a%20b']) {
      await expectProblem(await request.post(`/api/cart/${item}`), 400, 'item')
    }
    for (const quantity of [-1, 1.5, '1', null, 1e9]) {
      const response = await request.put('/api/cart/book', { data: { quantity } })
      await expectProblem(response, 400, 'quantity')
    }
    expect(await (await request.get('/api/cart')).json()).toEqual({ items: {} })
  })
})
