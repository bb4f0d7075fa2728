// Translates an API problem, and finds the form field that it belongs to.
import type { Messages } from './i18n/en.ts'
import type { Outcome } from './outcome.ts'

export type Field = 'username' | 'password'

export interface ProblemText {
  /** null: the problem belongs to no field. */
  field: Field | null
  text: string
}

export function problemText(outcome: Outcome, messages: Messages): ProblemText {
  const { status, request, problem, retryAfterSeconds } = outcome
  const field = problem?.field
  if (status === 0) return { field: null, text: messages.problemNoAnswer }
  if (status === 400 && field === 'username') {
    return { field, text: messages.problemUsername }
  }
  if (status === 400 && field === 'password') {
    return { field, text: messages.problemPassword }
  }
  if (status === 401 && request === 'login') {
    return { field: 'password', text: messages.problemCredentials }
  }
  if (status === 409 && request === 'signup') {
    return { field: 'username', text: messages.problemTaken }
  }
  if (status === 429) return { field: null, text: messages.problemTooMany(retryAfterSeconds) }
  if (status >= 500) return { field: null, text: messages.problemUnavailable(status) }
  return { field: null, text: messages.problemOther(status) }
}
