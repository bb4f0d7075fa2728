// Delays a request between reading and changing its session. Two requests that both wait here are a certain race: both
// have read the session before one of them changes it.
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { labRequest } from './lab-request.ts'

/** Waits for the time in the request's X-Lab-Hold-Ms. */
export async function hold(): Promise<void> {
  const { holdMs = 0 } = labRequest() ?? {}
  if (holdMs > 0) await wait(holdMs)
}

/** For a realm whose store writes only changes: waits between loading the session and the handler. */
export function holdBeforeHandler(realm: FastifyInstance): void {
  realm.addHook('preHandler', hold)
}
