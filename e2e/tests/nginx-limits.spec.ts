/** What nginx refuses by itself. The bad input that reaches a backend is in backend/test/app/bad-input.test.ts. */
import type { APIResponse } from '@playwright/test'
import { expect, test } from '../support/fixtures.ts'
import { newUser, sessionCookie } from '../support/users.ts'

/** Expects a client error as a problem document (RFC 9457), without internal details. */
async function expectProblem(response: APIResponse, status: number) {
  expect(response.status()).toBe(status)
  expect(response.headers()['content-type']).toContain('application/problem+json')
  expect(await response.json()).toMatchObject({
    status,
    title: expect.any(String),
    detail: expect.any(String),
  })
}

test('giant cookies and many cookies are refused', async ({ request }) => {
  const withCookie = (cookie: string) => request.get('/api/me', { headers: { cookie } })
  await expectProblem(await withCookie(`${sessionCookie}=${'a'.repeat(64_000)}`), 431)
  await expectProblem(await withCookie(`${sessionCookie}=${'a'.repeat(12_000)}`), 431)
  const many = Array.from({ length: 300 }, (_, index) => `sid${index}=${'a'.repeat(64)}`)
  await expectProblem(await withCookie(many.join('; ')), 431)
  // Small enough for nginx; the backend finds no session for it.
  await expectProblem(await withCookie(`${sessionCookie}=${'a'.repeat(4_000)}`), 401)
})

test('oversized bodies are refused', async ({ request }) => {
  const body = (bytes: number) => ({ data: { ...newUser(), padding: 'a'.repeat(bytes) } })
  await expectProblem(await request.post('/api/signup', body(17_000)), 413)
  await expectProblem(await request.post('/api/login', body(200_000)), 413)
})

test('addresses that cannot be decoded are refused', async ({ request }) => {
  await expectProblem(await request.get('/api/%E0%A4%A'), 400)
  await expectProblem(await request.get('/api/%E0%A4'), 400)
})

test('internal addresses are not reachable through nginx', async ({ request }) => {
  for (const path of ['/livez', '/readyz', '/api/livez', '/api/../readyz', '/api/%2e%2e/readyz']) {
    const response = await request.get(path)
    expect(response.status(), path).toBe(404)
    expect(await response.text()).not.toContain('ready')
  }
})
