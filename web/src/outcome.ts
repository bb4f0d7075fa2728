// What an answer said, and nothing that it did not say.

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
  /** Who you are by this answer: a username, null for nobody, undefined when it does not say. */
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

/** A 401 says that you are nobody, which is an answer; to a login it says that the login failed. */
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
