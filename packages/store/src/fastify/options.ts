// The options of `sharedSessions`: documentation, checks and defaults.
import { createHmac } from 'node:crypto'
import type { FastifySessionOptions } from '@fastify/session'
import type { FastifyRequest } from 'fastify'
import type { Cluster, Redis } from 'ioredis'
import { checkFunction, checkOptionNames, checkText, refuse, withoutUndefined } from '../options.ts'
import { REDIS_STORE_OPTION_NAMES, type RedisStoreOptions } from '../redis/redis-options.ts'
import type { SessionEventOptions } from '../session-events.ts'
import { checkSessionId } from '../session-id.ts'
import type { SessionStore } from '../store.ts'
import { checkCookie } from './cookie-options.ts'
import { type CookieSigner, cookieSigner } from './cookie-signer.ts'
import { PROBE_REQUEST } from './session-class.ts'
import type { SessionShape } from './session-object.ts'
import { SPRING_COOKIE } from './spring-cookie.ts'

export type SharedSessionsOptions = CommonOptions &
  (
    | {
        /**
         * Signs cookies; 32 characters or more. Of several secrets, the first signs and all verify. Or a signer of the application.
         * Required, except with `layout: 'spring'`, where the default is the unsigned base64 of Spring Session.
         */
        secret: Secret
      }
    | { layout: 'spring'; secret?: Secret | undefined }
  )

type Secret = string | readonly string[] | CookieSigner

interface CommonOptions
  extends Omit<RedisStoreOptions, 'events' | 'idleTimeoutSeconds' | 'onUnreadable'> {
  /** An ioredis client, on which sessions are stored. Either this or `store` is required. */
  redis?: Redis | Cluster | undefined
  /**
   * Any session store, in place of `redis` and of the options of the Redis store, which are then refused. Its idle timeout is
   * its own: `cookie.maxAge` does not set it.
   */
  store?: SessionStore<SessionShape> | undefined
  /** Algorithm of the signature, as node:crypto names it. @default 'sha256' */
  algorithm?: string | undefined
  /** The name of the cookie. @default 'sid'; with `layout: 'spring'` 'SESSION' */
  cookieName?: string | undefined
  /**
   * Attributes of the cookie, as @fastify/session has them; `maxAge` in milliseconds.
   * @default { path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto' }
   */
  cookie?: FastifySessionOptions['cookie'] | undefined
  /** The beginning of the cookie's value; 's:' is express-session's. @default '' */
  cookiePrefix?: string | undefined
  /**
   * Makes session ids: 16 to 128 characters of `A-Z a-z 0-9 _ -`.
   * @default @fastify/session's, 24 random bytes in base64url; with `layout: 'spring'` a UUID
   */
  idGenerator?: FastifySessionOptions['idGenerator'] | undefined
  /** Whether every response sends the cookie again, so that a cookie with `maxAge` slides. @default false */
  rolling?: boolean | undefined
  /** Whether a visitor gets a session, and a cookie, before anything is stored in it. @default false */
  saveUninitialized?: boolean | undefined
  /** Seconds without use after which a session ends, above 0. @default the seconds of `cookie.maxAge`, or 1800 without it */
  idleTimeoutSeconds?: RedisStoreOptions['idleTimeoutSeconds']
  /**
   * Called at each read of a record that is no session: its fields are damaged, not JSON, or serialized by the JDK
   * (JdkSerializedError). @default logs one warning for each record, and one for all JDK records
   */
  onUnreadable?: RedisStoreOptions['onUnreadable']
  /** Whether session events are written; they are read at `app.sessionEvents`. @default false */
  events?: boolean | Omit<SessionEventOptions, 'prefix'> | undefined
}

const OWN_OPTION_NAMES = [
  ...['redis', 'store', 'secret', 'algorithm', 'cookieName', 'cookie', 'cookiePrefix'],
  ...['idGenerator', 'rolling', 'saveUninitialized'],
]
/** What Fastify itself takes from the options of `register`. */
const REGISTER_OPTION_NAMES = ['prefix', 'logLevel', 'logSerializers']

/** @throws {TypeError} for an option that is wrong or does not exist; the message names it */
export function resolveOptions(given: SharedSessionsOptions) {
  checkOptionNames(given, [
    ...OWN_OPTION_NAMES,
    ...REDIS_STORE_OPTION_NAMES,
    ...REGISTER_OPTION_NAMES,
  ])
  const defaults = given.layout === 'spring' ? SPRING_COOKIE : {}
  const options = { ...defaults, ...withoutUndefined(given) }
  const { idGenerator, cookieName = 'sid', cookiePrefix = '', rolling, saveUninitialized } = options
  checkText('cookieName', cookieName)
  if (typeof cookiePrefix !== 'string') refuse('cookiePrefix', 'a string', cookiePrefix)
  for (const [name, value] of Object.entries({ rolling, saveUninitialized })) {
    if (value !== undefined && typeof value !== 'boolean') refuse(name, 'true or false', value)
  }
  const { cookie: changed = {} } = given
  checkCookie(changed)
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: 'auto' as const,
    ...withoutUndefined(changed),
  }
  return {
    cookieName,
    cookiePrefix,
    cookie,
    signer: signerFor(options),
    rolling: rolling ?? false,
    saveUninitialized: saveUninitialized ?? false,
    ...(idGenerator !== undefined && { idGenerator: checkedIdGenerator(idGenerator) }),
  }
}

function signerFor({
  secret,
  algorithm,
}: Pick<SharedSessionsOptions, 'secret' | 'algorithm'>): CookieSigner {
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
  return cookieSigner(secret ?? [], withoutUndefined({ algorithm }))
}

function checkedIdGenerator(idGenerator: NonNullable<FastifySessionOptions['idGenerator']>) {
  checkFunction('idGenerator', idGenerator)
  return (request?: FastifyRequest) =>
    request === PROBE_REQUEST
      ? 'probe'
      : checkSessionId(idGenerator(request), 'What idGenerator returns')
}
