// The scenarios: the subjects and requests of each.
import { sendEach } from './load.ts'
import { multiplySessions } from './many-sessions.ts'
import { cookieFrom, get, login, post } from './requests.ts'
import type { Contender } from './rounds.ts'
import type { ScenarioName, Settings } from './settings.ts'
import { SUBJECTS, type SubjectName } from './subject-process.ts'
import type { SessionShape } from './subjects/subject.ts'

export interface Scenario {
  name: ScenarioName
  title: string
  subjects: readonly SubjectName[]
  request: 'read' | 'change' | 'login'
  shape: SessionShape
  /** Measures each subject with so many sessions in Redis, most of which no request uses. */
  sessions?: readonly number[]
}

/** A subject, and the Redis of its own that it uses. */
export type Started = Pick<Contender, 'process' | 'redis'>

/** Also measured with large sessions and with a million sessions: connect-redis in both frameworks, and this store. */
const MAIN_STORES = ['fastify-connect-redis', 'express-connect-redis', 'this-store'] as const
export const REDIS_STORES = [
  ...MAIN_STORES,
  'fastify-session-redis-store',
  'mgcrea/fastify-session',
  'express-this-store',
] as const
/** With Java only: see spring-process.ts. */
const SPRING = ['spring-session', 'spring-session-indexed'] as const
const STORES = ['fastify-memory', ...REDIS_STORES, ...SPRING] as const
const READERS = ['no-session', ...STORES, 'express-connect-redis-defaults'] as const

/** Ten attributes, about 200 bytes together. */
export const SMALL: SessionShape = shapeOf(200)

export function scenarios({ only, subjects }: Settings): Scenario[] {
  const all: Scenario[] = [
    {
      name: 'read',
      title: 'Authenticated read, 10 attributes',
      subjects: READERS,
      request: 'read',
      shape: SMALL,
    },
    {
      name: 'change',
      title: 'Read, and change one of ten attributes',
      subjects: STORES,
      request: 'change',
      shape: SMALL,
    },
    {
      name: 'login',
      title: 'Login, without hashing a password',
      subjects: STORES,
      request: 'login',
      shape: SMALL,
    },
    readLarge(4),
    readLarge(64),
    {
      name: 'million',
      title: 'Authenticated read, by the number of sessions in Redis',
      subjects: MAIN_STORES,
      request: 'read',
      shape: SMALL,
      sessions: [1_000, 1_000_000],
    },
  ]
  return all
    .filter(({ name }) => only.includes(name))
    .map((scenario) => ({
      ...scenario,
      subjects: scenario.subjects.filter((subject) => subjects.includes(subject)),
    }))
    .filter((scenario) => scenario.subjects.length > 0)
}

function readLarge(kilobytes: 4 | 64): Scenario {
  return {
    name: `read-${kilobytes}k`,
    title: `Authenticated read, sessions of ${kilobytes} KB`,
    subjects: ['fastify-memory', ...MAIN_STORES],
    request: 'read',
    shape: shapeOf(kilobytes * 1024),
  }
}

function shapeOf(bytes: number): SessionShape {
  const attributes = 10
  return { attributes, size: Math.ceil(bytes / (attributes - 1)) }
}

/** Enough sessions that successive requests use different ones; few enough to log in quickly. */
const SESSIONS = 500
const BIG_SESSIONS = 50

export async function contenderFor(
  { request, shape }: Scenario,
  started: Started,
  sessions?: number,
): Promise<Contender> {
  const { name, port } = started.process
  const logins = loginsOf(shape)
  const contender = { ...started, key: name, label: SUBJECTS[name] }
  if (request === 'login') return { ...contender, requests: logins }
  if (name === 'no-session') return { ...contender, requests: [get('/me', 'a=b')] }

  const cookies: string[] = []
  await sendEach(port, logins, (answer, index) => {
    cookies[index] = cookieFrom(answer)
  })
  const path = request === 'read' ? get.bind(null, '/me') : post.bind(null, '/change')
  const requests = cookies.map((cookie) => path(cookie))
  if (sessions === undefined) return { ...contender, requests }

  await multiplySessions(started.redis, sessions)
  const label = `${SUBJECTS[name]}, ${sessions.toLocaleString('en')} sessions`
  return { ...contender, key: `${name}-${sessions}`, label, requests }
}

/** Each login is of another user. */
export function loginsOf(
  shape: SessionShape,
  count = shape.attributes * shape.size > 10_000 ? BIG_SESSIONS : SESSIONS,
): Buffer[] {
  return Array.from({ length: count }, (_, i) => login({ username: `user-${i}`, ...shape }))
}
