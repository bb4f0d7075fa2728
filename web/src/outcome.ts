// Reads the outcome of a request from its answer.

import type { LoggedIn, ProblemBody } from '@session-clustering/api'
import type { Answer } from './api.ts'

export type RequestName =
  | 'me'
  | 'login'
  | 'logout'
  | 'signup'
  | 'cart'
  | 'add'
  | 'sessions'
  | 'revoke'
  | 'everywhere'
  | 'timeout'

export interface Outcome {
  request: RequestName
  /** HTTP status, or 0 when no answer came. */
  status: number
  /** The user by this answer: a username, null for anonymous, undefined when the answer does not say. */
  user: string | null | undefined
  problem?: ProblemBody | undefined
  retryAfterSeconds?: number | undefined
}

export function outcomeOf(request: RequestName, { status, headers, body }: Answer): Outcome {
  return {
    request,
    status,
    user: readUser(request, status, body),
    problem: status >= 400 && isObject(body) ? (body as ProblemBody) : undefined,
    retryAfterSeconds: Number(headers.get('retry-after')) || undefined,
  }
}

/** A 401 to a login is a failure. A 401 to any other request means "anonymous", which is a valid answer. */
export function isFailure({ status, request }: Outcome): boolean {
  return status === 0 || (status >= 400 && (status !== 401 || request === 'login'))
}

export function readUser(
  request: RequestName,
  status: number,
  body: unknown,
): string | null | undefined {
  if (status === 401 && request !== 'login') return null
  if (status === 204 && (request === 'logout' || request === 'everywhere')) return null
  const tells = (request === 'me' || request === 'login') && status === 200
  return tells && isIdentity(body) ? body.username : undefined
}

export function isIdentity(body: unknown): body is LoggedIn {
  return isObject(body) && typeof body.username === 'string' && isObject(body.session)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
