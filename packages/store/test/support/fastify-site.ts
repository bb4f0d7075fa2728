// A small site of a test's own: `sharedSessions` over a store, and routes that do to a session what the test is about. Two of
// them over one Redis are two servers.
import { type Client, client } from '@session-clustering/testing'
import fastify, { type FastifyInstance } from 'fastify'
import { type SharedSessionsOptions, sharedSessions } from '../../src/fastify/index.ts'
import type { SessionStore } from '../../src/index.ts'

export const SECRET = 'a cookie secret that only tests know'

export interface Site {
  url: string
  app: FastifyInstance
  /** A visitor with a session that has these attributes. */
  visitor(attributes?: object): Promise<Client>
}

export interface SiteOptions extends Omit<Partial<SharedSessionsOptions>, 'store'> {
  store?: SessionStore
  routes?: (app: FastifyInstance) => void
  /** Logs what the server logs at level warn and above. */
  log?: string[]
}

/** The test closes it by itself, when it ends. */
export async function startSite(
  t: { after(close: () => Promise<unknown>): void },
  { store, routes, log, ...options }: SiteOptions,
): Promise<Site> {
  const stream = { write: (line: string) => void log?.push(line) }
  const app = fastify({
    logger: log ? { level: 'warn', stream } : false,
    forceCloseConnections: true,
  })
  t.after(() => app.close())
  await app.register(sharedSessions, {
    secret: SECRET,
    // Tests put into a session what the application has not declared.
    ...(store && { store: store as unknown as NonNullable<SharedSessionsOptions['store']> }),
    ...options,
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
  return {
    url,
    app,
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
