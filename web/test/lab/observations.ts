// Builds observations for the tests.

import type { Realm } from '@session-clustering/api/lab'
import type { Fact, Observation, ObservedExchange } from '../../src/lab/observation.ts'
import type { RequestName } from '../../src/outcome.ts'

export interface ExchangeFields extends Partial<Omit<ObservedExchange, 'record'>> {
  handle?: string
}

let seq = 0

export function answer(request: RequestName, fields: ExchangeFields = {}): ObservedExchange {
  const { handle, ...rest } = fields
  const record =
    handle === undefined
      ? undefined
      : { handle, key: `session:${handle}`, type: 'hash', ttlMs: 1, fields: {} }
  return {
    kind: 'request',
    seq: ++seq,
    step: 1,
    number: seq,
    request,
    realm: 'shared',
    method: 'GET',
    path: `/api/${request}`,
    sentBody: undefined,
    status: fields.user === null ? 401 : 200,
    servedBy: 'backend-1',
    refusedBy: [],
    requestId: String(seq),
    ms: 1,
    headers: [],
    body: undefined,
    commands: null,
    asksStore: true,
    cookie: undefined,
    record,
    user: undefined,
    before: undefined,
    down: [],
    redis: 'up',
    ...rest,
  }
}

export const me = (server: 1 | 2, user: string | null, fields: ExchangeFields = {}) =>
  answer('me', { servedBy: `backend-${server}`, user, ...fields })

export const cart = (realm: Realm, items: Record<string, number>) =>
  answer('cart', { realm, body: { items } })

export function event(fact: Exclude<Fact, { kind: 'request' }>, down: string[] = []): Observation {
  return { ...fact, seq: ++seq, step: 1, down, redis: 'up' }
}
