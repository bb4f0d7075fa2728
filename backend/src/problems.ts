// The errors that a client sees, as RFC 9457 problems.
import { STATUS_CODES } from 'node:http'

export interface ProblemOptions {
  /** The input field that caused the problem. */
  field?: string
  retryAfterSeconds?: number
}

/** An error for the client. Routes and plugins throw it; the error handler turns it into the response. */
export class Problem extends Error {
  override name = 'Problem'
  readonly statusCode: number
  /** Short name of the kind of problem, for programs. Example: `username-taken`. */
  readonly slug: string
  readonly options: ProblemOptions

  constructor(statusCode: number, slug: string, detail: string, options: ProblemOptions = {}) {
    super(detail)
    this.statusCode = statusCode
    this.slug = slug
    this.options = options
  }

  toBody(): object {
    const { field } = this.options
    return {
      type: `urn:problem:${this.slug}`,
      title: STATUS_CODES[this.statusCode],
      status: this.statusCode,
      detail: this.message,
      ...(field === undefined ? {} : { field }),
    }
  }
}

export const unauthorized = () => new Problem(401, 'not-logged-in', 'Log in first.')
