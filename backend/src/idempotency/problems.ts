import { Problem } from '../problems.ts'

export function invalidKey(): Problem {
  const detail = 'An Idempotency-Key has 1 to 255 visible characters.'
  return new Problem(400, 'invalid-idempotency-key', detail)
}

export function usedBefore(): Problem {
  const detail = 'This Idempotency-Key has been used for another request.'
  return new Problem(422, 'idempotency-key-reused', detail)
}

export function underWay(): Problem {
  const detail = 'A request with this Idempotency-Key is being carried out. Ask again shortly.'
  return new Problem(409, 'idempotency-key-in-use', detail, { retryAfterSeconds: 1 })
}

/** Not to be tried again: there is nothing to wait for. */
export function outcomeUnknown(): Problem {
  const detail =
    'A request with this Idempotency-Key was begun, and nobody knows whether it was carried out. ' +
    'Look what has become of it, and use another key.'
  return new Problem(409, 'idempotency-outcome-unknown', detail)
}
