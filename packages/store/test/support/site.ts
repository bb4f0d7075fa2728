// A small site of a test's own: @fastify/session over one of our stores, and routes that do to a session what the
// test is about. Two of them over one store's Redis are two backends.

import { type Client, client } from '@session-clustering/testing'
import fastify, { type FastifyInstance } from 'fastify'
import { errors } from '../../src/plugins/errors.ts'
import { type SessionAttributes, sessionPlugin } from '../../src/plugins/session.ts'
import { cookieSigner, type SessionStore } from '../src/index.ts'
import { SECRET } from './backend.ts'

export interface Site {
  url: string
  /** A visitor with a session that has these attributes. */
  visitor(attributes?: object): Promise<Client>
}

export interface SiteOptions {
  store: SessionStore
  secrets?: string[]
  routes?: (app: FastifyInstance) => void
}

/** Closed by the test: `t.after(() => site.app.close())` is done here. */
export async function startSite(
  t: { after(close: () => Promise<unknown>): void },
  { store, secrets = [SECRET], routes }: SiteOptions,
): Promise<Site> {
  const app = fastify()
  await app.register(errors)
  await app.register(sessionPlugin, {
    // Tests put into a session what the app has not declared.
    store: store as unknown as SessionStore<SessionAttributes>,
    signer: cookieSigner(secrets),
    cookieName: 'sid',
    cookiePath: '/',
    secure: false,
  })
  app.post('/attributes', async (request) => {
    Object.assign(request.session, request.body)
    return {}
  })
  app.get('/attributes', async (request) => ({ ...attributesOf(request.session) }))
  app.post('/logout', async (request) => {
    await request.session.destroy()
    return {}
  })
  routes?.(app)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => app.close())
  return {
    url,
    async visitor(attributes = { visits: 1 }) {
      const browser = client()
      await browser.post(`${url}/attributes`, attributes)
      return browser
    },
  }
}

function attributesOf(session: object): object {
  const { cookie: _, ...attributes } = session as { cookie: unknown }
  return attributes
}

/** The names of the methods that are called on a store, in order. */
export function watch<Store extends SessionStore>(store: Store): { store: Store; calls: string[] } {
  const calls: string[] = []
  const watched = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        calls.push(String(name))
        return Reflect.apply(value, target, args)
      }
    },
  })
  return { store: watched, calls }
}
