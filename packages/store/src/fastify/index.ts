// The whole wiring for Fastify: one plugin.
import { createHmac } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifySession, { type FastifySessionOptions } from '@fastify/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Cluster, Redis } from 'ioredis'
import {
  checkFunction,
  checkOptionNames,
  checkText,
  refuse,
  resolveStoreOptions,
  withoutUndefined,
} from '../options.ts'
import {
  REDIS_STORE_OPTION_NAMES,
  RedisSessionStore,
  type RedisStoreOptions,
} from '../redis/redis-store.ts'
import { type SessionEventOptions, SessionEvents } from '../session-events.ts'
import { checkSessionId } from '../session-id.ts'
import type { SessionStore } from '../store.ts'
import { type CookieSigner, cookieSigner } from './cookie-signer.ts'
import { beforeSave, ignoreDoubledCookie, type SessionCookie, showSession } from './hooks.ts'
import { sessionAdapter } from './session-adapter.ts'
import { extendSessionClass, PROBE } from './session-class.ts'
import type { SessionShape } from './session-object.ts'

export { type CookieSigner, cookieSigner } from './cookie-signer.ts'
export { forgetSession } from './hooks.ts'
export { recordOf, type SessionShape } from './session-object.ts'

export interface SharedSessionsOptions extends Omit<RedisStoreOptions, 'events'> {
  /** An ioredis client, on which sessions are stored. Either this or `store` is required. */
  redis?: Redis | Cluster | undefined
  /** Any session store, in place of `redis` and the options of the Redis store. */
  store?: SessionStore<SessionShape> | undefined
  /**
   * What cookies are signed with, 32 characters or more. Of several, the first signs and all verify. Or a signer of your own.
   * Required.
   */
  secret: string | readonly string[] | CookieSigner
  /** Algorithm of the signature, as node:crypto calls it. @default 'sha256' */
  algorithm?: string | undefined
  /** @default 'sid' */
  cookieName?: string | undefined
  /**
   * Attributes of the cookie, as @fastify/session has them; `maxAge` in milliseconds.
   * @default { path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto' }
   */
  cookie?: FastifySessionOptions['cookie'] | undefined
  /** In front of the cookie's value; 's:' is express-session's. @default '' */
  cookiePrefix?: string | undefined
  /** Makes session ids: 16 to 128 characters of `A-Z a-z 0-9 _ -`. @default @fastify/session's, 24 random bytes in base64url */
  idGenerator?: FastifySessionOptions['idGenerator'] | undefined
  /** Whether every response sends the cookie again, so that a cookie with `maxAge` slides. @default false */
  rolling?: boolean | undefined
  /** Whether a visitor gets a session, and a cookie, before anything is stored in it. @default false */
  saveUninitialized?: boolean | undefined
  /** Whether session events are written; they are read at `app.sessionEvents`. @default false */
  events?: boolean | Omit<SessionEventOptions, 'prefix'> | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The session store: list, revokeAll, increment … */
    sessions: SessionStore<SessionShape>
    /** With the option `events`. */
    sessionEvents?: SessionEvents
  }
}

const OWN_OPTION_NAMES = [
  ...['redis', 'store', 'secret', 'algorithm', 'cookieName', 'cookie', 'cookiePrefix'],
  ...['idGenerator', 'rolling', 'saveUninitialized'],
]
/** What Fastify itself takes from the options of `register`. */
const REGISTER_OPTION_NAMES = ['prefix', 'logLevel', 'logSerializers']

/**
 * Shared sessions for Fastify: registers @fastify/cookie (where it is missing), @fastify/session and what they need
 * beside them. `request.session` works as @fastify/session documents it; `app.sessions` is the store.
 *
 * @throws {TypeError} when registered, for an option that is wrong or does not exist; the message names it
 */
export const sharedSessions = fp(
  async (app: FastifyInstance, options: SharedSessionsOptions) => {
    const { saveUninitialized, rolling, signer, ...settings } = resolve(options)
    const cookie: SessionCookie = {
      name: settings.cookieName,
      prefix: settings.cookiePrefix,
      options: clearingOptions(settings.cookie),
    }
    if (!app.hasRequestDecorator('cookies')) await app.register(fastifyCookie)
    tryCookie(app, settings)
    const { store, events } = storeFor(app, options, settings.cookie.maxAge)
    warnOfLifetimes(app, options)
    const adapter = sessionAdapter(store, { saveUninitialized })
    app.addHook('onRequest', ignoreDoubledCookie(cookie))
    app.addHook('onSend', beforeSave(cookie, { savesEmpty: saveUninitialized, rolling }))
    await app.register(fastifySession, {
      ...settings,
      secret: signer,
      store: adapter.store,
      rolling,
      saveUninitialized,
    })
    app.addHook('onSend', showSession)
    extendSessionClass(app, adapter.store, adapter.methods)
    app.decorate('sessions', store)
    if (events) {
      app.decorate('sessionEvents', events)
      app.addHook('onClose', async () => events.close())
    }
  },
  {
    name: '@session-clustering/store',
    fastify: '5.x',
  },
)

export default sharedSessions

function resolve(options: SharedSessionsOptions) {
  checkOptionNames(options, [
    ...OWN_OPTION_NAMES,
    ...REDIS_STORE_OPTION_NAMES,
    ...REGISTER_OPTION_NAMES,
  ])
  const { idGenerator, cookieName = 'sid', cookiePrefix = '', rolling, saveUninitialized } = options
  checkText('cookieName', cookieName)
  if (typeof cookiePrefix !== 'string') refuse('cookiePrefix', 'a string', cookiePrefix)
  for (const [name, value] of Object.entries({ rolling, saveUninitialized })) {
    if (value !== undefined && typeof value !== 'boolean') refuse(name, 'true or false', value)
  }
  const { cookie: given = {} } = options
  checkCookie(given)
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: 'auto' as const,
    ...withoutUndefined(given),
  }
  return {
    cookieName,
    cookiePrefix,
    cookie,
    signer: signerFor(options),
    rolling: rolling ?? false,
    saveUninitialized: saveUninitialized ?? false,
    ...(idGenerator !== undefined && { idGenerator: checkedIds(idGenerator) }),
  }
}

type Check = [wanted: string, isRight: (value: unknown) => boolean]

const TEXT: Check = ['a string', (value) => typeof value === 'string']
const YES_OR_NO: Check = ['true or false', (value) => typeof value === 'boolean']
const SAME_SITE = [true, false, 'strict', 'lax', 'none']

/** Attributes of a cookie. The values of texts are tried in `tryCookie`. */
const COOKIE_CHECKS: Record<keyof NonNullable<FastifySessionOptions['cookie']>, Check> = {
  path: TEXT,
  domain: TEXT,
  httpOnly: YES_OR_NO,
  partitioned: YES_OR_NO,
  secure: ["true, false or 'auto'", (value) => value === 'auto' || typeof value === 'boolean'],
  sameSite: [
    "true, false, 'strict', 'lax' or 'none'",
    (value) => SAME_SITE.some((known) => known === value),
  ],
  maxAge: [
    'a number of milliseconds above 0',
    (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  ],
  expires: ['a Date', (value) => value instanceof Date && !Number.isNaN(value.getTime())],
  priority: ["'low', 'medium' or 'high'", (value) => /^(low|medium|high)$/.test(String(value))],
  encode: ['a function', (value) => typeof value === 'function'],
}

function checkCookie(cookie: unknown): void {
  if (typeof cookie !== 'object' || cookie === null || Array.isArray(cookie)) {
    refuse('cookie', 'an object', cookie)
  }
  for (const [name, value] of Object.entries(cookie)) {
    if (!Object.hasOwn(COOKIE_CHECKS, name)) {
      const known = Object.keys(COOKIE_CHECKS).join(', ')
      throw new TypeError(`There is no option "cookie.${name}"; there are ${known}`)
    }
    const [wanted, isRight] = COOKIE_CHECKS[name as keyof typeof COOKIE_CHECKS]
    if (value !== undefined && !isRight(value)) refuse(`cookie.${name}`, wanted, value)
  }
}

/** Writes a cookie once, as every response will: what a header cannot have would fail each of them. */
function tryCookie(
  app: FastifyInstance,
  { cookieName, cookie }: Pick<ReturnType<typeof resolve>, 'cookieName' | 'cookie'>,
): void {
  const { maxAge, secure, ...others } = cookie
  const expires = maxAge === undefined ? others.expires : new Date(Date.now() + maxAge)
  tried('cookieName', () => app.serializeCookie(cookieName, ''))
  tried('cookie', () =>
    app.serializeCookie(cookieName, 'value', {
      ...others,
      ...(expires && { expires }),
      secure: secure !== false,
    }),
  )
}

function tried(option: string, serialize: () => void): void {
  try {
    serialize()
  } catch (cause) {
    const { message } = cause as Error
    throw new TypeError(`The option "${option}" makes no cookie: ${message}`, { cause })
  }
}

/** A session that ends before the time that was chosen for it is no error, and a surprise. */
function warnOfLifetimes(app: FastifyInstance, options: SharedSessionsOptions): void {
  if (options.store !== undefined) return
  const { absoluteLifetimeSeconds } = resolveStoreOptions({
    absoluteLifetimeSeconds: options.absoluteLifetimeSeconds,
  })
  const { idleTimeoutSeconds = 0, cookie: { maxAge = 0 } = {} } = options
  const lifetimes = [
    { what: 'cookie.maxAge', seconds: maxAge / 1000, end: 'its cookie' },
    { what: 'idleTimeoutSeconds', seconds: idleTimeoutSeconds, end: 'its idle timeout' },
  ]
  const tooLong = lifetimes.find(({ seconds }) => seconds > absoluteLifetimeSeconds)
  if (tooLong === undefined) return
  const { what, seconds, end } = tooLong
  app.log.warn(
    `${what} (${seconds} s) is above absoluteLifetimeSeconds (${absoluteLifetimeSeconds} s): a session ends before ${end}`,
  )
}

function signerFor({ secret, algorithm }: SharedSessionsOptions): CookieSigner {
  if (typeof secret === 'object' && secret !== null && 'sign' in secret && 'unsign' in secret) {
    return secret
  }
  if (algorithm !== undefined) {
    try {
      createHmac(algorithm, '')
    } catch {
      refuse('algorithm', "a digest that node:crypto has, such as 'sha256'", algorithm)
    }
  }
  return cookieSigner(secret, withoutUndefined({ algorithm }))
}

function storeFor(app: FastifyInstance, options: SharedSessionsOptions, maxAgeMs?: number) {
  const { redis, store } = options
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const ofRedis = given.filter(([name]) => REDIS_STORE_OPTION_NAMES.includes(name))
  if (store !== undefined) {
    const [misplaced] = [...ofRedis.map(([name]) => name), ...(redis ? ['redis'] : [])]
    if (misplaced !== undefined) {
      throw new TypeError(
        `The option "${misplaced}" does nothing beside "store": give it to the store`,
      )
    }
    if (typeof store !== 'object' || store === null) {
      refuse('store', 'a SessionStore', store)
    }
    for (const method of ['load', 'insert', 'update', 'destroy']) {
      if (typeof Reflect.get(store, method) !== 'function') {
        throw new TypeError(`The option "store" must be a SessionStore: it has no method ${method}`)
      }
    }
    return { store, events: undefined }
  }
  if (redis === undefined) {
    throw new TypeError('The option "redis" is missing: an ioredis client, or "store" in its place')
  }
  const { events: wanted, ...storeOptions } = Object.fromEntries(ofRedis) as RedisStoreOptions & {
    events?: boolean | SessionEventOptions
  }
  if (wanted !== undefined && typeof wanted !== 'boolean' && !(wanted instanceof Object)) {
    refuse('events', 'true, false or an object', wanted)
  }
  if (wanted instanceof Object && 'prefix' in wanted) {
    throw new TypeError(
      'The option "events.prefix" does nothing: events have the "prefix" of the store',
    )
  }
  const { prefix } = storeOptions
  const events = wanted
    ? new SessionEvents(redis, { ...(wanted === true ? {} : wanted), prefix })
    : undefined
  const shared = new RedisSessionStore<SessionShape>(redis, {
    // A session whose cookie has a lifetime lives as long as its cookie.
    ...(maxAgeMs !== undefined && { idleTimeoutSeconds: Math.ceil(maxAgeMs / 1000) }),
    onUnreadable: ({ cause }) =>
      app.log.warn({ err: cause }, 'A session cannot be read: it counts as none'),
    ...storeOptions,
    events,
  })
  app.addHook('onReady', (done) => {
    // Not waited for: a server starts without its Redis, too.
    shared.problems().then((problems) => {
      for (const problem of problems) app.log.warn(problem)
    })
    done()
  })
  return { store: shared, events }
}

function checkedIds(idGenerator: NonNullable<FastifySessionOptions['idGenerator']>) {
  checkFunction('idGenerator', idGenerator)
  return (request?: FastifyRequest) =>
    request === PROBE ? 'probe' : checkSessionId(idGenerator(request), 'What idGenerator returns')
}

/** Of the cookie's options, those by which a browser recognises the cookie that is to be cleared. */
function clearingOptions({
  path,
  domain,
  secure,
  sameSite,
  httpOnly,
  partitioned,
}: NonNullable<FastifySessionOptions['cookie']>) {
  return withoutUndefined({ path, domain, secure, sameSite, httpOnly, partitioned })
}
