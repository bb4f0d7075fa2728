// The settings of a backend. They are read from the environment once, validated and frozen.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import proxyaddr from '@fastify/proxy-addr'
import envSchema from 'env-schema'
import Type, { type Static, type TSchema } from 'typebox'
import { type RedisTarget, redisTarget } from './redis-target.ts'

const OnOff = (value: 'on' | 'off') =>
  Type.Union([Type.Literal('on'), Type.Literal('off')], { default: value })

const RedisSettings = Type.Object({
  /** One of REDIS_URL, REDIS_SENTINELS and REDIS_CLUSTER_NODES sets where Redis is (redis-target.ts). */
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://' })),
  /** host:port,host:port,… */
  REDIS_SENTINELS: Type.Optional(Type.String()),
  REDIS_SENTINEL_NAME: Type.Optional(Type.String({ pattern: '^[\\w.-]+$' })),
  /** host:port,host:port,… Some nodes are enough: the cluster names the others. */
  REDIS_CLUSTER_NODES: Type.Optional(Type.String()),
  /** The Redis user for sentinels and clusters, used with a password. REDIS_URL has its own user name. */
  REDIS_USER: Type.Optional(Type.String()),
  /** A file with that user's password. */
  REDIS_PASSWORD_FILE: Type.Optional(Type.String()),
  /** The user on the sentinels. Default: REDIS_USER. */
  REDIS_SENTINEL_USER: Type.Optional(Type.String()),
  /** A file with that user's password. Without it, the client does not log in to the sentinels. */
  REDIS_SENTINEL_PASSWORD_FILE: Type.Optional(Type.String()),
  /** TLS to sentinels and to every node. With REDIS_URL, `rediss:` turns it on. */
  REDIS_TLS: OnOff('off'),
  /** A file with the certificates (PEM) that may sign the servers' certificates. Default: those of Node. */
  REDIS_CA_FILE: Type.Optional(Type.String()),
  /** The name in the servers' certificates, when it is not the name or address under which they are reached. */
  REDIS_SERVER_NAME: Type.Optional(Type.String()),
})
export type RedisSettings = Static<typeof RedisSettings>

const Settings = Type.Object({
  /** The name of this backend in `X-Served-By`, for example `backend-1`, or the name of a pod. */
  SERVER_NAME: Type.String({ pattern: '^[a-z0-9-]{1,63}$' }),
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: 3000, minimum: 0, maximum: 65535 }),
  /** `redis`: all backends share the sessions. `memory`: each process keeps its own. */
  SESSION_STORE: Type.Union([Type.Literal('redis'), Type.Literal('memory')], { default: 'redis' }),
  SESSION_IDLE_TIMEOUT_SECONDS: Type.Integer({ default: 30 * 60, minimum: 1 }),
  SESSION_ABSOLUTE_LIFETIME_SECONDS: Type.Integer({ default: 8 * 60 * 60, minimum: 1 }),
  /** More than anybody's devices; without a limit, one account can fill Redis. 0 means no limit. */
  MAX_SESSIONS_PER_USER: Type.Integer({ default: 50, minimum: 0 }),
  ON_MAX_SESSIONS: Type.Union([Type.Literal('evict-oldest'), Type.Literal('refuse')], {
    default: 'evict-oldest',
  }),
  LAB: OnOff('on'),
  /** Whether nginx serves the site over HTTPS. If so, cookies are `Secure`. */
  TLS: OnOff('off'),
  /** Lab only: the port of the lab's controls. They must answer while the lab has closed PORT. */
  CONTROL_PORT: Type.Integer({ default: 3001, minimum: 0, maximum: 65535 }),
  /** The port of the metrics for Prometheus. Empty: no metrics. */
  METRICS_PORT: Type.String({ default: '3002', pattern: '^[0-9]{0,5}$' }),
  /** Lab only: the names of all nodes. The page shows a node that does not answer as away. */
  LAB_NODES: Type.String({ default: 'backend-1,backend-2', pattern: '^[a-z0-9,-]+$' }),
  /** Lab only: after this time without a request, the lab undoes what visitors have switched off. */
  LAB_QUIET_SECONDS: Type.Integer({ default: 300, minimum: 1 }),
  /** Lab only: the key that a visitor needs to use the shared switches. Empty: everybody may use them. */
  PRESENTER_KEY: Type.String({ default: '' }),
  /** Lab only: a file with that key. When it is not empty, it replaces PRESENTER_KEY. */
  PRESENTER_KEY_FILE: Type.String({ default: '' }),
  /** A file with one cookie secret on each line. The first signs cookies, all of them verify. */
  COOKIE_SECRETS_FILE: Type.String(),
  /** Trust X-Forwarded-* headers from these proxies: names and networks in the syntax of proxy-addr. */
  TRUSTED_PROXIES: Type.String({ default: 'loopback' }),
  /** Login attempts from one address in a minute: for one account until each further one has to wait, and for all. */
  LOGIN_ATTEMPTS_PER_ACCOUNT: Type.Integer({ default: 10, minimum: 1 }),
  LOGIN_ATTEMPTS_PER_ADDRESS: Type.Integer({ default: 1000, minimum: 1 }),
  /** Sign-ups from one address in ten minutes. */
  SIGNUPS_PER_ADDRESS: Type.Integer({ default: 300, minimum: 1 }),
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
  }),
})

export type Config = Readonly<
  Static<typeof Settings> & { cookieSecrets: readonly string[]; redis: RedisTarget }
>

/** A setting is missing or wrong. The message names the setting, for the person who starts the process. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** @throws {ConfigError} */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const settings = validate(Settings, env)
  if (Number(settings.METRICS_PORT) > 65_535) throw new ConfigError('METRICS_PORT must be <= 65535')
  checkProxies(settings.TRUSTED_PROXIES)
  return Object.freeze({
    ...settings,
    PRESENTER_KEY: presenterKey(settings),
    cookieSecrets: cookieSecrets(settings.COOKIE_SECRETS_FILE),
    redis: readRedisTarget(env, 'app'),
  })
}

/** @param user the Redis user, when neither REDIS_URL nor REDIS_USER is set @throws {ConfigError} */
export function readRedisTarget(env: NodeJS.ProcessEnv, user: string): RedisTarget {
  const settings = validate(RedisSettings, env)
  const secret = (name: 'REDIS_PASSWORD_FILE' | 'REDIS_SENTINEL_PASSWORD_FILE') =>
    settings[name] && secretFile(name, settings[name])
  const password = secret('REDIS_PASSWORD_FILE')
  const sentinelPassword = secret('REDIS_SENTINEL_PASSWORD_FILE')
  const ca = settings.REDIS_CA_FILE && certificates(settings.REDIS_CA_FILE)
  try {
    return redisTarget(settings, { password, sentinelPassword, ca }, user)
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
}

function validate<Schema extends TSchema>(schema: Schema, env: NodeJS.ProcessEnv): Static<Schema> {
  // An empty variable means the default, except METRICS_PORT, which it turns off.
  const given = Object.entries(env).filter(([name, value]) => value || name === 'METRICS_PORT')
  try {
    return envSchema<Static<Schema>>({ schema, data: Object.fromEntries(given), env: false })
  } catch (error) {
    // "env/PORT must be integer" → "PORT must be integer"
    throw new ConfigError(
      String((error as Error).message)
        .replaceAll(/env\/?/g, '')
        .trim(),
    )
  }
}

/** Fastify would refuse the list as well, with an error that does not name the setting. */
function checkProxies(list: string): void {
  try {
    proxyaddr.compile(list.split(','))
  } catch {
    throw new ConfigError(
      'TRUSTED_PROXIES must be addresses, networks, or loopback, linklocal, uniquelocal, separated by commas',
    )
  }
}

function cookieSecrets(path: string): string[] {
  const secrets = secretFile('COOKIE_SECRETS_FILE', path).split('\n').filter(Boolean)
  if (secrets.length === 0 || secrets.some((secret) => secret.length < 32)) {
    throw new ConfigError(
      'COOKIE_SECRETS_FILE must have secrets of 32 characters or more, one on each line',
    )
  }
  return secrets
}

function presenterKey({ PRESENTER_KEY, PRESENTER_KEY_FILE }: Static<typeof Settings>): string {
  const inFile = PRESENTER_KEY_FILE && secretFile('PRESENTER_KEY_FILE', PRESENTER_KEY_FILE)
  const key = inFile || PRESENTER_KEY
  // A browser sends only these characters in a header, and removes spaces around them.
  if (key !== '' && !/^[!-~][ -~]{6,254}[!-~]$/.test(key)) {
    throw new ConfigError(
      `${inFile ? 'PRESENTER_KEY_FILE' : 'PRESENTER_KEY'} must have 8 to 256 ASCII characters, without spaces around them`,
    )
  }
  return key
}

/** Node ignores text that is no certificate, and would then trust no server: so this refuses such a file at the start. */
function certificates(path: string): string {
  const text = secretFile('REDIS_CA_FILE', path)
  const blocks = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? []
  try {
    if (blocks.map((block) => new X509Certificate(block)).length > 0) return text
  } catch {
    // X509Certificate refuses the text. The error below says so.
  }
  throw new ConfigError('REDIS_CA_FILE must have certificates in PEM format')
}

function secretFile(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${setting} cannot be read: ${(error as Error).message}`)
  }
}
