// Requirements for answers that several rows share.
import type { Answer } from './load/http.ts'
import { type Done, failed, statusesOf } from './load/requests.ts'

/** true, or why not. */
export type Requirement = true | string

/** There were requests, and each got 503. */
export function all503(requests: readonly Done[]): Requirement {
  if (requests.length === 0) return 'no request during the fault'
  return refused(requests)
}

/** Each failure is a 503. */
export function only503(requests: readonly Done[]): Requirement {
  return refused(requests.filter(failed))
}

export function noneFailed(requests: readonly Done[]): Requirement {
  const failures = requests.filter(failed)
  return failures.length === 0 || `failed: ${statusesOf(failures)}`
}

export function statusIs(
  status: number,
  answers: readonly Answer[],
  what = 'an answer',
): Requirement {
  const other = answers.find((answer) => answer.status !== status)
  return other === undefined || `${what}: ${other.status} instead of ${status}: ${other.body}`
}

/** Each answer is 503, a problem document (RFC 9457) with Retry-After. */
function refused(requests: readonly Done[]): Requirement {
  const other = requests.filter(
    ({ status, type, retryAfter }) =>
      status !== 503 || type !== 'application/problem+json' || retryAfter === undefined,
  )
  return (
    other.length === 0 || `not 503 with a problem document and Retry-After: ${statusesOf(other)}`
  )
}
