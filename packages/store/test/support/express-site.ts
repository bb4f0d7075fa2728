// A small Express site of a test's own: express-session over a store, and routes that do to a session what the test is
// about. Two of them over one Redis are two servers.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type Client, client } from '@session-clustering/testing'
import express, { type ErrorRequestHandler, type Express } from 'express'
import session, { type SessionOptions } from 'express-session'
import { type ExpressSessionStoreOptions, expressSessionStore } from '../../src/express/index.ts'
import type { SessionStore } from '../../src/index.ts'
import { SECRET } from './site.ts'

export interface ExpressSite {
  url: string
  sessions: ReturnType<typeof expressSessionStore>
  /** A visitor with a session that has these attributes. */
  visitor(attributes?: object): Promise<Client>
}

export interface ExpressSiteOptions extends Omit<Partial<SessionOptions>, 'store'> {
  store: SessionStore
  storeOptions?: ExpressSessionStoreOptions
  routes?: (app: Express) => void
}

/** The test closes it by itself, when it ends. */
export async function startExpress(
  t: { after(close: () => Promise<unknown>): void },
  { store, storeOptions, routes, ...options }: ExpressSiteOptions,
): Promise<ExpressSite> {
  const app = express()
  // Express prints no stack traces.
  app.set('env', 'test')
  const sessions = expressSessionStore(store, storeOptions)
  const settings = { secret: SECRET, resave: false, saveUninitialized: false, ...options }
  app.use(express.json())
  app.use(session({ ...settings, store: sessions }))
  app.post('/attributes', (request, response) => {
    Object.assign(request.session, request.body)
    response.json({})
  })
  app.get('/attributes', (request, response) => {
    const { cookie: _, ...attributes } = request.session
    response.json(attributes)
  })
  app.post('/logout', (request, response, next) => {
    request.session.destroy((error) => (error ? next(error) : response.json({})))
  })
  app.post('/regenerate', (request, response, next) => {
    request.session.regenerate((error) => {
      if (error) return next(error)
      Object.assign(request.session, request.body)
      response.json({})
    })
  })
  routes?.(app)
  app.use(answerError)

  const server = app.listen(0, '127.0.0.1')
  t.after(async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  })
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    sessions,
    async visitor(attributes = { visits: 1 }) {
      const browser = client()
      await browser.post(`${url}/attributes`, attributes)
      return browser
    },
  }
}

const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  const { statusCode = 500, code, message } = error
  response.status(statusCode).json({ code, message })
}

/** The session id in express-session's cookie. */
export function expressIdIn(browser: Client, cookie = 'connect.sid'): string {
  const value = browser.cookies.get(cookie)
  const [, id] = /^s:([^.]+)\./.exec(decodeURIComponent(value ?? '')) ?? []
  if (id === undefined) throw new Error(`There is no cookie ${cookie} with a session id`)
  return id
}
