// Shared by all subjects: cookie, secret, lifetime and answers.
import type { FastifyInstance } from 'fastify'

/** Starts the subject's server on a free port of 127.0.0.1. @returns the port */
export type Subject = (redisUrl: string) => Promise<number>

/** Starts a Fastify server on a free port of 127.0.0.1. @returns the port */
export async function portOf(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
}

export const COOKIE = 'sid'
export const SECRET = 'the same secret for every subject, for the bench alone'
/** A sliding timeout: every request restarts it. */
export const IDLE_SECONDS = 30 * 60
/** A session cookie without Max-Age: the store manages the session's lifetime. */
export const COOKIE_OPTIONS = { path: '/', httpOnly: true, sameSite: 'lax', secure: false } as const

export interface SessionShape {
  /** The number of attributes of a session, including the user's name. */
  attributes: number
  /** Characters in the value of each other attribute. */
  size: number
}

export interface Login extends SessionShape {
  username: string
}

export function attributesOf({ username, attributes, size }: Login): Record<string, string> {
  const names = Array.from({ length: attributes - 1 }, (_, i) => `attribute${i}`)
  return { username, ...Object.fromEntries(names.map((name) => [name, 'x'.repeat(size)])) }
}
