import { type APIResponse, expect } from '@playwright/test'

const policy =
  "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

/** Expects the headers that nginx adds to every answer. */
export function expectSecurityHeaders(response: APIResponse): void {
  const headers = response.headers()
  expect(headers).toMatchObject({
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'x-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
  })
  // No program version.
  expect(headers.server ?? '').not.toMatch(/\d/)
  expect(headers['x-powered-by']).toBeUndefined()
}
