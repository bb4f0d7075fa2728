// One request and what its response said, and nothing that it did not say.
import type { Identity, Problem } from './api-types.ts'

export type Realm = 'shared' | 'isolated'
export type RequestName = 'me' | 'login' | 'logout' | 'signup'

export interface Outcome {
  realm: Realm
  request: RequestName
  /** HTTP status, or 0 when no answer came. */
  status: number
  /** `X-Served-By`; null when no backend answered. */
  servedBy: string | null
  /** Who you are by this response: an identity, null for nobody, undefined when it does not say. */
  identity?: Identity | null | undefined
  problem?: Problem | undefined
  retryAfterSeconds?: number | undefined
}

/** A failure says nothing of who you are; a 401 to `GET me` does, so it is an answer. */
export function isFailure({ status, identity }: Outcome): boolean {
  return status === 0 || (status >= 400 && identity === undefined)
}

export function readIdentity(
  request: RequestName,
  status: number,
  body: unknown,
): Identity | null | undefined {
  if (request === 'me' && status === 401) return null
  if (request === 'logout' && status === 204) return null
  const tellsIdentity = (request === 'me' || request === 'login') && status === 200
  return tellsIdentity && isIdentity(body) ? body : undefined
}

export function readProblem(status: number, body: unknown): Problem | undefined {
  return status >= 400 && isProblem(body) ? body : undefined
}

function isIdentity(body: unknown): body is Identity {
  return isObject(body) && typeof body.username === 'string' && isObject(body.session)
}

function isProblem(body: unknown): body is Problem {
  return isObject(body) && typeof body.title === 'string'
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
