import { randomBytes, randomUUID } from 'node:crypto'

/** A session id as @fastify/session makes them. */
export function newId(): string {
  return randomBytes(24).toString('base64url')
}

/** A user name that no other test has. */
export function newName(): string {
  return `user-${randomUUID().slice(0, 13)}`
}
