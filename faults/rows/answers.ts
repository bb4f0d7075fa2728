// What several rows ask of the answers that users got.
import { type Done, failed, statusesOf } from '../load/requests.ts'

type Requirement = [isSo: boolean, otherwise: string]

/** Each 503 says what is wrong and when to come again. */
export function problems(requests: readonly Done[]): Requirement {
  const plain = requests.filter(
    ({ status, type, retryAfter }) =>
      status === 503 && (type !== 'application/problem+json' || retryAfter === undefined),
  )
  return [plain.length === 0, `503 that is no problem with Retry-After: ${statusesOf(plain)}`]
}

/** All of them 503, and there were some. */
export function all503(requests: readonly Done[]): Requirement {
  const other = requests.filter(({ status }) => status !== 503)
  if (requests.length === 0) return [false, 'nobody asked meanwhile']
  return [other.length === 0, `not 503: ${statusesOf(other)}`]
}

export function noneFailed(requests: readonly Done[]): Requirement {
  const failures = requests.filter(failed)
  return [failures.length === 0, `failed: ${statusesOf(failures)}`]
}

export const isPage = ({ kind }: Done) => kind === 'page'
