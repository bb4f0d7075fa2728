// The way that a request took, by what its answer says, and where it broke.
import type { Exchange } from '../observation.ts'

/** Where a request can be; `nodes` is the way to either of them, when neither was reached. */
export type Place =
  | 'browser'
  | 'elsewhere'
  | 'nginx'
  | 'nodes'
  | 'redis'
  | `backend-${number}`
  | `memory:${string}`

export interface Route {
  places: readonly Place[]
  /** The last place could not be reached. */
  isBroken: boolean
}

type Answered = Pick<Exchange, 'status' | 'servedBy' | 'realm' | 'asksStore'>

export function routeOf({ status, servedBy, realm, asksStore }: Answered): Route {
  if (status === 0) return { places: ['browser', 'nginx'], isBroken: true }
  if (servedBy === null) {
    return status < 500
      ? { places: ['browser', 'nginx'], isBroken: false }
      : { places: ['browser', 'nginx', 'nodes'], isBroken: true }
  }
  const node = servedBy as Place
  const store: Place = realm === 'isolated' ? `memory:${servedBy}` : 'redis'
  const isBroken = status === 503
  const visited: Place[] = asksStore || isBroken ? [store] : []
  return { places: ['browser', 'nginx', node, ...visited], isBroken }
}
