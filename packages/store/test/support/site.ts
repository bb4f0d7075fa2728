// What the small sites of the tests have in common, in Fastify and in Express. Two sites over one Redis are two servers.
import { type Client, client } from '@session-clustering/testing'
import type { SessionStore } from '../../src/index.ts'

export const SECRET = 'a cookie secret that only tests know'

/** A test, as far as a fixture needs it. */
export interface Test {
  after(close: () => unknown): void
}

/** A request as a handler sees it that is the same in Fastify and in Express. */
export interface SessionRequest {
  /** `request.session` at this moment: `regenerate` and `reload` replace it. */
  readonly session: Record<string, unknown>
  readonly body: object
  save(): Promise<void>
  reload(): Promise<void>
  regenerate(): Promise<void>
  destroy(): Promise<void>
}

/** Answers JSON; nothing is `{}`. */
export type Handler = (request: SessionRequest) => unknown

/** The routes of every site, all POST; GET /attributes answers the session's attributes. */
export const HANDLERS: Record<string, Handler> = {
  '/attributes': ({ session, body }) => void Object.assign(session, body),
  '/logout': ({ destroy }) => destroy(),
  '/regenerate': async (request) => {
    await request.regenerate()
    Object.assign(request.session, request.body)
  },
}

export interface Site {
  url: string
  /** A browser with a session that has these attributes. */
  visitor(attributes?: object): Promise<Client>
}

export function siteAt(url: string): Site {
  return {
    url,
    async visitor(attributes = { visits: 1 }) {
      const browser = client()
      await browser.post(`${url}/attributes`, attributes)
      return browser
    },
  }
}

export function attributesOf(session: object): object {
  const { cookie: _, ...attributes } = session as { cookie: unknown }
  return attributes
}

/** The names of the methods that are called on a store for sessions, in order. (`problems` is called at start.) */
export function watch<Store extends SessionStore>(store: Store): { store: Store; calls: string[] } {
  const calls: string[] = []
  const watched = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (name !== 'problems') calls.push(String(name))
        return Reflect.apply(value, target, args)
      }
    },
  })
  return { store: watched, calls }
}
