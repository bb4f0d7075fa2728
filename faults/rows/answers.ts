// Requirements for answers that several rows share.
import { type Done, failed, statusesOf } from '../load/requests.ts'

type Requirement = [isSo: boolean, otherwise: string]

/** Each 503 is a problem document (RFC 9457) with Retry-After. */
export function problems(requests: readonly Done[]): Requirement {
  const plain = requests.filter(
    ({ status, type, retryAfter }) =>
      status === 503 && (type !== 'application/problem+json' || retryAfter === undefined),
  )
  return [plain.length === 0, `503 without a problem document or Retry-After: ${statusesOf(plain)}`]
}

/** There were requests, and all of them got 503. */
export function all503(requests: readonly Done[]): Requirement {
  const other = requests.filter(({ status }) => status !== 503)
  if (requests.length === 0) return [false, 'no request during the fault']
  return [other.length === 0, `not 503: ${statusesOf(other)}`]
}

export function noneFailed(requests: readonly Done[]): Requirement {
  const failures = requests.filter(failed)
  return [failures.length === 0, `failed: ${statusesOf(failures)}`]
}

export const isPage = ({ kind }: Done) => kind === 'page'
