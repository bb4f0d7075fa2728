import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/**
 * A digest of the cookie `visitor`, a random value that nginx gives to every browser, for a year; `undefined` without it. It
 * recognizes a browser of an earlier login (OWASP: device cookies against guessing). It is no proof of who somebody is.
 */
export function browserOf({ headers }: FastifyRequest): string | undefined {
  const [, visitor] = /(?:^|; ?)visitor=([0-9a-f]{32})(?:;|$)/.exec(headers.cookie ?? '') ?? []
  return visitor && hash('sha256', visitor, 'base64url').slice(0, 22)
}
