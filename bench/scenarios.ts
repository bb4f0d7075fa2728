// The scenarios: the subjects and requests of each.
import type { Redis } from 'ioredis'
import { sendEach } from './load.ts'
import type { RedisProcess } from './redis-process.ts'
import { cookieFrom, get, login, post } from './requests.ts'
import type { Contender } from './rounds.ts'
import type { ScenarioName, Settings } from './settings.ts'
import type { SubjectName, SubjectProcess } from './subject-process.ts'
import type { SessionShape } from './subjects/subject.ts'

export interface Scenario {
  name: string
  /** The name in BENCH_ONLY that runs it. */
  of: ScenarioName
  title: string
  subjects: readonly SubjectName[]
  request: 'read' | 'change' | 'login'
  shape: SessionShape
}

/** Also measured with large sessions and with a million sessions: connect-redis in both frameworks, and this store. */
export const MAIN_STORES = ['fastify-connect-redis', 'express-connect-redis', 'this-store'] as const
export const REDIS_STORES = [
  ...MAIN_STORES,
  'fastify-session-redis-store',
  'mgcrea/fastify-session',
  'express-this-store',
] as const
const STORES = ['fastify-memory', ...REDIS_STORES] as const
const READERS = ['no-session', ...STORES, 'express-connect-redis-defaults'] as const

/** Ten attributes, about 200 bytes together. */
export const SMALL: SessionShape = shapeOf(200)

export function scenarios({ only, subjects, attributes }: Settings): Scenario[] {
  const all: Scenario[] = [
    ...attributes.map((number) => readOf(number)),
    {
      name: 'change',
      of: 'change',
      title: 'Read, and change one of ten attributes',
      subjects: STORES,
      request: 'change',
      shape: SMALL,
    },
    {
      name: 'login',
      of: 'login',
      title: 'Login, without hashing a password',
      subjects: STORES,
      request: 'login',
      shape: SMALL,
    },
    {
      name: 'read-4k',
      of: 'payload',
      title: 'Authenticated read, sessions of 4 KB',
      subjects: ['fastify-memory', ...MAIN_STORES],
      request: 'read',
      shape: shapeOf(4_096),
    },
    {
      name: 'read-64k',
      of: 'payload',
      title: 'Authenticated read, sessions of 64 KB',
      subjects: ['fastify-memory', ...MAIN_STORES],
      request: 'read',
      shape: shapeOf(65_536),
    },
  ]
  return all
    .filter(({ of }) => only.includes(of))
    .map((scenario) => ({
      ...scenario,
      subjects: scenario.subjects.filter((subject) => subjects.includes(subject)),
    }))
    .filter((scenario) => scenario.subjects.length > 0)
}

/** The size of an attribute is constant, so a session grows with the number of attributes. */
function readOf(attributes: number): Scenario {
  return {
    name: attributes === SMALL.attributes ? 'read' : `read-${attributes}-attributes`,
    of: 'read',
    title: `Authenticated read, ${attributes} ${attributes === 1 ? 'attribute' : 'attributes'}`,
    subjects: READERS,
    request: 'read',
    shape: { ...SMALL, attributes },
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
  { request, shape }: Pick<Scenario, 'request' | 'shape'>,
  process: SubjectProcess,
  { client }: RedisProcess,
  label: string,
): Promise<Contender> {
  const redis: Redis = client
  const contender = { key: process.name, label, process, redis }
  const logins = loginsOf(shape)
  if (request === 'login') return { ...contender, requests: logins }
  if (process.name === 'no-session') return { ...contender, requests: [get('/me', 'a=b')] }

  const cookies: string[] = []
  await sendEach(process.port, logins, (answer, index) => {
    cookies[index] = cookieFrom(answer)
  })
  const path = request === 'read' ? get.bind(null, '/me') : post.bind(null, '/change')
  return { ...contender, requests: cookies.map((cookie) => path(cookie)) }
}

/** Each login is of another user. */
export function loginsOf(
  shape: SessionShape,
  count = shape.attributes * shape.size > 10_000 ? BIG_SESSIONS : SESSIONS,
): Buffer[] {
  return Array.from({ length: count }, (_, i) => login({ username: `user-${i}`, ...shape }))
}
