import { type Client, client, newName } from '@session-clustering/testing'

export const PASSWORD = 'correct horse battery'

export interface User {
  username: string
  password: string
}

/** Signs up a new user. @param url of a backend */
export async function signUp(url: string): Promise<User> {
  const user = { username: newName(), password: PASSWORD }
  const answer = await client().post(`${url}/api/signup`, user)
  if (answer.status !== 201) throw new Error(`Cannot sign up: ${answer.text}`)
  return user
}

/** Logs in. @param api the URL of a realm @returns the client with the session cookie */
export async function logIn(api: string, user: User): Promise<Client> {
  const browser = client()
  const answer = await browser.post(`${api}/login`, user)
  if (answer.status !== 200) throw new Error(`Cannot log in: ${answer.text}`)
  return browser
}
