// Finds the path of a request from its answer, and where it failed.
import type { Exchange } from '../observation.ts'

/** The places on a path. `nodes` is between nginx and the servers: a path that reached no server ends there. */
export type Place =
  | 'browser'
  | 'second'
  | 'elsewhere'
  | 'nginx'
  | 'nodes'
  | 'redis'
  | `${string}-${number}`
  | `memory:${string}`

export interface Route {
  places: readonly Place[]
  /** Whether the request failed to reach the last place. */
  isBroken: boolean
}

type Answered = Pick<Exchange, 'status' | 'servedBy' | 'realm' | 'asksStore'>

export function routeOf({ status, servedBy, realm, asksStore }: Answered): Route {
  const sender: Place = realm === 'second' ? 'second' : 'browser'
  if (status === 0) return { places: [sender, 'nginx'], isBroken: true }
  if (servedBy === null) {
    return status < 500
      ? { places: [sender, 'nginx'], isBroken: false }
      : { places: [sender, 'nginx', 'nodes'], isBroken: true }
  }
  const node = servedBy as Place
  const store: Place = realm === 'isolated' ? `memory:${servedBy}` : 'redis'
  const isBroken = status === 503
  const visited: Place[] = asksStore || isBroken ? [store] : []
  return { places: [sender, 'nginx', node, ...visited], isBroken }
}
