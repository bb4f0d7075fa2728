import { randomUUID } from 'node:crypto'
import { type APIRequestContext, type APIResponse, expect } from '@playwright/test'
import { overTls } from './stack.ts'

export interface User {
  username: string
  password: string
}

/** The session cookie's name. Browsers accept a `__Host-` cookie only over HTTPS, for one host and all its paths. */
export const sessionCookie = overTls ? '__Host-sid' : 'sid'

/** A name that no other run on this stack has used. */
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

/** Creates a user and logs in. */
export async function signUpAndLogIn(client: APIRequestContext): Promise<User> {
  const user = await signUp(client)
  await logIn(client, user)
  return user
}

export async function cookieOf(client: APIRequestContext): Promise<string | undefined> {
  const { cookies } = await client.storageState()
  return cookies.find(({ name }) => name === sessionCookie)?.value
}
