/** The servers of a stack with SPRING=on. nginx sends each request to the next one. */
import { type APIRequestContext, type APIResponse, expect } from '@playwright/test'
import { servedBy } from './turns.ts'

export const servers = ['backend-1', 'backend-2', 'spring-1'] as const
export type Server = (typeof servers)[number]

type Options = Parameters<APIRequestContext['fetch']>[1]

/** Sends a request to one server. */
export type Ask = (
  client: APIRequestContext,
  server: Server,
  request: string,
  options?: Options,
) => Promise<APIResponse>

/** @param anonymous a client for the requests before, until it is the turn of the server: they use no session */
export function askInTurns(anonymous: APIRequestContext): Ask {
  return async (client, server, request, options) => {
    const before = servers.at(servers.indexOf(server) - 1)
    await expect
      .poll(async () => servedBy(await anonymous.get('/api/me')), { intervals: [0] })
      .toBe(before)
    const [method = 'GET', path = '/'] = request.split(' ')
    const response = await client.fetch(path, { ...options, method })
    expect(servedBy(response)).toBe(server)
    return response
  }
}
