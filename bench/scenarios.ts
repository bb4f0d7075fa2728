// What is measured: for each scenario who takes part, and with which requests.
import type { Redis } from 'ioredis'
import { sendEach } from './load.ts'
import type { RedisProcess } from './redis-process.ts'
import { cookieFrom, get, login, post } from './requests.ts'
import type { Contender } from './rounds.ts'
import type { ScenarioName } from './settings.ts'
import type { SubjectName, SubjectProcess } from './subject-process.ts'
import { ATTRIBUTES } from './subjects/subject.ts'

export interface Scenario {
  name: string
  /** Which of BENCH_ONLY's names runs it. */
  of: ScenarioName
  title: string
  subjects: readonly SubjectName[]
  request: 'read' | 'change' | 'login'
  /** Bytes of each session's attributes, about. */
  payload: number
}

/** With large sessions, and with a million of them: the most used store, in both frameworks, and this one. */
export const MAIN_STORES = ['fastify-connect-redis', 'express-connect-redis', 'this-store'] as const
export const REDIS_STORES = [
  ...MAIN_STORES,
  'fastify-session-redis-store',
  'mgcrea/fastify-session',
] as const
const STORES = ['fastify-memory', ...REDIS_STORES] as const
const READERS = ['no-session', ...STORES, 'express-connect-redis-defaults'] as const

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'read',
    of: 'read',
    title: 'Authenticated read',
    subjects: READERS,
    request: 'read',
    payload: 200,
  },
  {
    name: 'change',
    of: 'change',
    title: 'Read, and change one of ten attributes',
    subjects: STORES,
    request: 'change',
    payload: 200,
  },
  {
    name: 'login',
    of: 'login',
    title: 'Login, without hashing a password',
    subjects: STORES,
    request: 'login',
    payload: 200,
  },
  {
    name: 'read-4k',
    of: 'payload',
    title: 'Authenticated read, sessions of 4 KB',
    subjects: ['fastify-memory', ...MAIN_STORES],
    request: 'read',
    payload: 4_096,
  },
  {
    name: 'read-64k',
    of: 'payload',
    title: 'Authenticated read, sessions of 64 KB',
    subjects: ['fastify-memory', ...MAIN_STORES],
    request: 'read',
    payload: 65_536,
  },
]

/** Enough that no request meets the session of the one before, few enough to log in quickly. */
const SESSIONS = 500
const BIG_SESSIONS = 50

export async function contenderFor(
  scenario: Pick<Scenario, 'request' | 'payload'>,
  process: SubjectProcess,
  { client }: RedisProcess,
  label: string,
): Promise<Contender> {
  const redis: Redis = client
  const contender = { key: process.name, label, process, redis }
  const logins = loginsOf(scenario.payload)
  if (scenario.request === 'login') return { ...contender, requests: logins }
  if (process.name === 'no-session') return { ...contender, requests: [get('/me', 'a=b')] }

  const cookies: string[] = []
  await sendEach(process.port, logins, (answer, index) => {
    cookies[index] = cookieFrom(answer)
  })
  const path = scenario.request === 'read' ? get.bind(null, '/me') : post.bind(null, '/change')
  return { ...contender, requests: cookies.map((cookie) => path(cookie)) }
}

/** Each of another user. */
export function loginsOf(
  payload: number,
  count = payload > 10_000 ? BIG_SESSIONS : SESSIONS,
): Buffer[] {
  const size = Math.ceil(payload / ATTRIBUTES)
  return Array.from({ length: count }, (_, i) => login({ username: `user-${i}`, size }))
}
