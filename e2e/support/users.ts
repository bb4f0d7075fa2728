import { randomUUID } from 'node:crypto'
import { type APIRequestContext, type APIResponse, expect } from '@playwright/test'
import { overTls } from './stack.ts'

export interface User {
  username: string
  password: string
}

/** The session's cookie; over HTTPS, browsers take one of such a name for this host and all its paths alone. */
export const sessionCookie = overTls ? '__Host-sid' : 'sid'

/** Nobody has had this name before, whatever ran on this stack. */
export function newUser(): User {
  return { username: `ada-${randomUUID()}`, password: `correct horse ${randomUUID()}` }
}

export async function signUp(client: APIRequestContext): Promise<User> {
  const user = newUser()
  const response = await client.post('/api/signup', { data: user })
  expect(response.status()).toBe(201)
  return user
}

export async function logIn(
  client: APIRequestContext,
  user: User,
  mount = '/api',
): Promise<APIResponse> {
  const response = await client.post(`${mount}/login`, { data: user })
  expect(response.status()).toBe(200)
  return response
}

/** A new user, logged in. */
export async function signUpAndLogIn(client: APIRequestContext): Promise<User> {
  const user = await signUp(client)
  await logIn(client, user)
  return user
}

export async function cookieOf(
  client: APIRequestContext,
  name = sessionCookie,
): Promise<string | undefined> {
  const { cookies } = await client.storageState()
  return cookies.find((cookie) => cookie.name === name)?.value
}
