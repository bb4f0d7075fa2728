/** Reads Redis as the operator. */
import type { APIRequestContext } from '@playwright/test'
import type { Stack } from './stack.ts'
import { cookieOf } from './users.ts'

/** The key of the client's session. The cookie is the session id, a dot and a signature. */
export async function sessionKey(client: APIRequestContext): Promise<string> {
  const id = decodeURIComponent((await cookieOf(client)) ?? '').split('.')[0]
  if (!id) throw new Error('The client has no session')
  return `session:${id}`
}

export async function exists(stack: Stack, key: string): Promise<boolean> {
  return (await stack.redisCli('EXISTS', key)) === '1'
}

export async function fieldsOf(stack: Stack, key: string): Promise<Record<string, string>> {
  const lines = (await stack.redisCli('HGETALL', key)).split('\n')
  const pairs = lines.flatMap((name, index) =>
    index % 2 === 0 ? [[name, lines[index + 1] ?? '']] : [],
  )
  return Object.fromEntries(pairs)
}

/** The keys of all sessions and of all users' indexes. */
export async function sessionKeys(stack: Stack): Promise<string[]> {
  return (await stack.redisCli('KEYS', 'session:*')).split('\n').filter(Boolean)
}
