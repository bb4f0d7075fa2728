// Both adapters behind one interface: a test that runs for each shows that they behave the same.
import { type Client, idIn } from '@session-clustering/testing'
import type { SessionStore } from '../../src/index.ts'
import { expressIdIn, startExpress } from './express-site.ts'
import { startFastify } from './fastify-site.ts'
import type { Handler, Site, Test } from './site.ts'

export interface AdapterSiteOptions {
  store: SessionStore
  handlers?: Record<string, Handler>
  /** The frameworks' own options, where both have them. */
  rolling?: boolean
  saveUninitialized?: boolean
  cookie?: { maxAge: number }
  /** `idGenerator` of Fastify, `genid` of Express. */
  makeId?: () => string
}

export interface Adapter {
  name: string
  start(t: Test, options: AdapterSiteOptions): Promise<Site>
  /** The session id in the browser's cookie. */
  idIn(browser: Client): string
}

export const ADAPTERS: readonly Adapter[] = [
  {
    name: 'Fastify',
    start: (t, { makeId, ...options }) =>
      startFastify(t, { ...options, ...(makeId && { idGenerator: makeId }) }),
    idIn: (browser) => idIn(browser),
  },
  {
    name: 'Express',
    start: (t, { makeId, ...options }) =>
      startExpress(t, { ...options, ...(makeId && { genid: makeId }) }),
    idIn: (browser) => expressIdIn(browser),
  },
]
