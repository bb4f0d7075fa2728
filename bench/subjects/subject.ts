// What every subject has in common: the same cookie, secret, lifetime and answers.

/** Starts the subject's server on a free port of 127.0.0.1 and answers the port. */
export type Subject = (redisUrl: string) => Promise<number>

export const COOKIE = 'sid'
export const SECRET = 'the same secret for every subject, for the bench alone'
/** Sliding: every use starts the time anew. */
export const IDLE_SECONDS = 30 * 60
/** A cookie that ends with the browser: the session's lifetime is the store's affair. */
export const COOKIE_OPTIONS = { path: '/', httpOnly: true, sameSite: 'lax', secure: false } as const

export interface SessionShape {
  /** How many a session has, with the user's name. */
  attributes: number
  /** Characters of each other attribute's value. */
  size: number
}

export interface Login extends SessionShape {
  username: string
}

export function attributesOf({ username, attributes, size }: Login): Record<string, string> {
  const names = Array.from({ length: attributes - 1 }, (_, i) => `attribute${i}`)
  return { username, ...Object.fromEntries(names.map((name) => [name, 'x'.repeat(size)])) }
}
