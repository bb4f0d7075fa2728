// Makes plain what luck would decide: two requests that are held here have both read the session, and neither has
// changed it.
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { labRequest } from './lab-request.ts'

/** Waits as long as the request has asked for. */
export async function hold(): Promise<void> {
  const { holdMs = 0 } = labRequest() ?? {}
  if (holdMs > 0) await wait(holdMs)
}

/** For a realm whose store writes deltas: between loading the session and what the handler does to it. */
export function holdBeforeHandler(realm: FastifyInstance): void {
  realm.addHook('preHandler', hold)
}
