import assert from 'node:assert/strict'
import type { Answer } from '@session-clustering/testing'

const INTERNAL_DETAILS =
  /\bat .+:\d+|node_modules|\/src\/|\.ts\b|\.lua\b|ioredis|fastify|redis|argon2|ECONN|EVAL|NOSCRIPT|127\.0\.0\.1|\d+\.\d+\.\d+/i

/** Checks that the answer of backend-1 is a problem, sets no cookie, and shows neither versions nor internal details. */
export function assertProblem(answer: Answer, status: number, field?: string): void {
  const { headers, text, body } = answer
  assert.equal(answer.status, status, text)
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.equal(headers.get('x-served-by'), 'backend-1')
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.deepEqual(headers.getSetCookie(), [])
  for (const name of ['server', 'x-powered-by', 'via']) assert.equal(headers.get(name), null)
  const { type, title, detail } = body
  for (const part of [type, title, detail]) assert.ok(typeof part === 'string' && part !== '')
  assert.deepEqual([body.status, body.field], [status, field])
  assert.doesNotMatch(text, INTERNAL_DETAILS)
}
