import { type Answer, type Client, client, newName, until } from '@session-clustering/testing'

export const PASSWORD = 'correct horse battery'

export interface User {
  username: string
  password: string
}

/** Signs up a new user. @param url of a backend */
export async function signUp(url: string): Promise<User> {
  const user = { username: newName(), password: PASSWORD }
  const answer = await unlessBusy(() => client().post(`${url}/api/signup`, user))
  if (answer.status !== 201) throw new Error(`Cannot sign up: ${answer.text}`)
  return user
}

/** Logs in. @param api the URL of a realm @returns the client with the session cookie */
export async function logIn(api: string, user: User): Promise<Client> {
  const browser = client()
  const answer = await unlessBusy(() => browser.post(`${api}/login`, user))
  if (answer.status !== 200) throw new Error(`Cannot log in: ${answer.text}`)
  return browser
}

/** Tries again while the hashing queue is full: on a busy machine, even a few hashes take longer than they may wait. */
function unlessBusy(send: () => Promise<Answer>): Promise<Answer> {
  return until(async () => {
    const answer = await send()
    return answer.body.type === 'urn:problem:busy' ? undefined : answer
  })
}
