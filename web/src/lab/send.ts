// Sends one request of this page, and records its answer.

import type { Realm, StoredRecord } from '@session-clustering/api/lab'
import { type Call, call, parse } from '../api.ts'
import { isObject, outcomeOf, type RequestName } from '../outcome.ts'
import { followCookie, isLogout } from './cookies.ts'
import { deliver } from './delivery.ts'
import type { Exchange } from './observation.ts'
import { followRecord } from './records.ts'
import { currentMoment, type Moment, observe, realm as openRealm, step, users } from './state.ts'
import { failedTries } from './tries.ts'

const mounts = {
  shared: '/api',
  second: '/api/second',
  isolated: '/api/isolated',
  blob: '/api/blob',
} as const

const requests: Record<RequestName, readonly [method: Call['method'], path: string]> = {
  me: ['GET', '/me'],
  login: ['POST', '/login'],
  logout: ['POST', '/logout'],
  signup: ['POST', '/signup'],
  cart: ['GET', '/cart'],
  add: ['POST', '/cart/'],
  sessions: ['GET', '/sessions'],
  revoke: ['DELETE', '/sessions/'],
  everywhere: ['DELETE', '/sessions?all=true'],
  timeout: ['PUT', '/lab/session'],
}

export interface SendOptions {
  realm?: Realm
  /** The end of the path: an item or a session handle. */
  rest?: string
  body?: unknown
  holdMs?: number
}

/** Ids of this page's own requests, to skip them in traffic events. */
export const ownRequests = new Set<string>()
const ownRequestsKept = 1_000
/** Called for each answer, before it is shown. The stage adds itself here: the answer is shown when the promise resolves. */
export const onAnswer = new Set<(exchange: Exchange) => Promise<void>>()
/** Called when an answer is shown. */
export const onExchange = new Set<(exchange: Exchange) => void>()

let sent = 0

/** @returns the answer, when it has arrived. It is shown later: see `allShown`. */
export async function send(request: RequestName, options: SendOptions = {}): Promise<Exchange> {
  const { realm = openRealm.value, rest = '', body, holdMs } = options
  const [method, name] = requests[request]
  const path = mounts[realm] + name + rest
  const number = ++sent
  const sentAt = step.value
  const before = users.value[realm]
  const answer = await call({
    method,
    path,
    body,
    headers: { 'x-lab-trace': '1', ...(holdMs && { 'x-lab-hold-ms': String(holdMs) }) },
  })
  const arrivedAt = performance.now()
  const { status, ms, headers } = answer
  const requestId = headers.get('x-request-id') ?? ''
  const outcome = outcomeOf(request, answer)
  const told = readHeader(headers, 'x-lab-session') as StoredRecord | null | undefined
  // A server outside of the lab tells neither the record nor its commands: its answer must do.
  const record = told === undefined && isLogout({ request, status }) ? null : told
  const commands = (readHeader(headers, 'x-lab-redis') as string[] | undefined) ?? null
  const servedBy = headers.get('x-served-by')
  const cookie = readHeader(headers, 'x-lab-cookie') as string | null | undefined
  const exchange: Exchange = {
    ...outcome,
    kind: 'request',
    // When the body has no username, take it from the record, but not after a failure.
    user: outcome.user !== undefined || status >= 400 ? outcome.user : userOf(record),
    number,
    realm,
    method,
    path,
    sentBody: body,
    servedBy,
    refusedBy: failedTries(headers.get('x-lab-tried'), servedBy),
    requestId,
    ms,
    headers: [...headers].filter(([header]) => !header.startsWith('x-lab-')),
    body: answer.body,
    commands,
    // A server looks into its memory when the request has a cookie, and when it makes a session.
    asksStore:
      realm === 'isolated'
        ? Boolean(record || cookie)
        : Boolean(commands ? commands.length : outcome.user),
    cookie,
    record: status >= 500 ? undefined : record,
    before,
  }
  if (requestId !== '') ownRequests.add(requestId)
  const [oldest] = ownRequests
  if (oldest !== undefined && ownRequests.size > ownRequestsKept) ownRequests.delete(oldest)
  const moment = { ...currentMoment(), step: sentAt }
  deliver(Promise.all([...onAnswer].map((fly) => fly(exchange))), () =>
    show(exchange, moment, arrivedAt),
  )
  return exchange
}

function show(exchange: Exchange, moment: Moment, arrivedAt: number): void {
  const { realm, user } = exchange
  const before = users.value[realm]
  followRecord(exchange, arrivedAt)
  followCookie(exchange)
  if (user !== undefined) users.value = { ...users.value, [realm]: user }
  observe({ ...exchange, before }, moment)
  for (const tell of onExchange) tell(exchange)
}

function readHeader(headers: Headers, name: string): unknown {
  const value = headers.get(name)
  return value === null ? undefined : parse(decodeURIComponent(value))
}

function userOf(record: StoredRecord | null | undefined): string | null | undefined {
  if (!record) return record
  const { 'sessionAttr:username': own = '', attributes = '' } = record.fields
  // A blob has all attributes in one field.
  const all = parse(attributes)
  return isObject(all) ? String(all.username) : String(parse(own))
}
