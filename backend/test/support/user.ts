import { randomBytes, randomUUID } from 'node:crypto'
import { type Client, client } from './client.ts'

/** A session id as the plugin makes them. */
export function newId(): string {
  return randomBytes(24).toString('base64url')
}

/** A name that no other test has. */
export function newName(): string {
  return `user-${randomUUID().slice(0, 13)}`
}

export const PASSWORD = 'correct horse battery'

export interface User {
  username: string
  password: string
}

/** Signs up somebody new. `url` is that of a backend. */
export async function signUp(url: string): Promise<User> {
  const user = { username: newName(), password: PASSWORD }
  const answer = await client().post(`${url}/api/signup`, user)
  if (answer.status !== 201) throw new Error(`Cannot sign up: ${answer.text}`)
  return user
}

/** Logs in, and answers the browser that is logged in; `api` is a realm's address. */
export async function logIn(api: string, user: User): Promise<Client> {
  const browser = client()
  const answer = await browser.post(`${api}/login`, user)
  if (answer.status !== 200) throw new Error(`Cannot log in: ${answer.text}`)
  return browser
}

/** The session id in a cookie. */
export function idIn(browser: Client, cookie = 'sid'): string {
  const value = browser.cookies.get(cookie)
  if (value === undefined) throw new Error(`There is no cookie ${cookie}`)
  return value.slice(0, 32)
}
