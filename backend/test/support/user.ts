import { type Client, client, newName } from '@session-clustering/testing'

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
