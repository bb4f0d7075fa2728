import { randomBytes, randomUUID } from 'node:crypto'

/** A session id in the format of @fastify/session. */
export function newId(): string {
  return randomBytes(24).toString('base64url')
}

/** A user name that is unique to the test. */
export function newName(): string {
  return `user-${randomUUID().slice(0, 13)}`
}
