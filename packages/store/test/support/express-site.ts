import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Client } from '@session-clustering/testing'
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
} from 'express'
import session, { type SessionOptions } from 'express-session'
import {
  type ExpressSessionStoreOptions,
  expressSessionStore,
  oneSessionCookie,
} from '../../src/express/index.ts'
import type { SessionStore } from '../../src/index.ts'
import {
  attributesOf,
  HANDLERS,
  type Handler,
  SECRET,
  type SessionRequest,
  type Site,
  siteAt,
  type Test,
} from './site.ts'

export interface ExpressSite extends Site {
  sessions: ReturnType<typeof expressSessionStore>
}

export interface ExpressSiteOptions extends Omit<Partial<SessionOptions>, 'store'> {
  store: SessionStore
  storeOptions?: ExpressSessionStoreOptions
  handlers?: Record<string, Handler>
  routes?: (app: Express) => void
  /** Middleware in front of all others. */
  before?: RequestHandler[]
  /** Whether `oneSessionCookie` is in front. */
  oneCookie?: boolean
}

/** A site with express-session over `expressSessionStore`. It closes when the test ends. */
export async function startExpress(
  t: Test,
  { store, storeOptions, handlers, routes, before = [], oneCookie, ...options }: ExpressSiteOptions,
): Promise<ExpressSite> {
  const app = express()
  // Express prints no stack traces.
  app.set('env', 'test')
  const sessions = expressSessionStore(store, storeOptions)
  const settings = { secret: SECRET, resave: false, saveUninitialized: false, ...options }
  app.use(express.json())
  for (const middleware of before) app.use(middleware)
  if (oneCookie) app.use(oneSessionCookie(store, { secret: SECRET }))
  app.use(session({ ...settings, store: sessions }))
  app.get('/attributes', (request, response) => {
    response.json(attributesOf(request.session))
  })
  for (const [path, handler] of Object.entries({ ...HANDLERS, ...handlers })) {
    app.post(path, async (request, response) => {
      response.json((await handler(sessionRequest(request))) ?? {})
    })
  }
  routes?.(app)
  app.use(answerError)

  const server = app.listen(0, '127.0.0.1')
  t.after(async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  })
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { ...siteAt(url), sessions }
}

function sessionRequest(request: Request): SessionRequest {
  const call = (method: 'save' | 'reload' | 'regenerate' | 'destroy') =>
    new Promise<void>((resolve, reject) => {
      request.session[method]((error) => (error ? reject(error) : resolve()))
    })
  return {
    get session() {
      return request.session as object as Record<string, unknown>
    },
    body: request.body,
    save: () => call('save'),
    reload: () => call('reload'),
    regenerate: () => call('regenerate'),
    destroy: () => call('destroy'),
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
