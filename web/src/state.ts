// What the page knows: everything that the responses said so far.
import { signal } from '@preact/signals'
import type { Identity } from './api-types.ts'
import type { Outcome, Realm } from './outcome.ts'

/** An outcome with its place in the order of sending, over both realms. */
export interface Entry extends Outcome {
  number: number
}

// Divisible by 2, 3, 4 and 6, so that the oldest row of cells stays full.
const cellsKept = 24

function createRealmState() {
  return {
    entries: signal<readonly Entry[]>([]),
    /** As the last response that said so has it; a failed request changes nothing. */
    identity: signal<Identity | null>(null),
    lastMet: null as string | null,
  }
}

export const realms = {
  shared: createRealmState(),
  isolated: createRealmState(),
} satisfies Record<Realm, unknown>

/** False where the stack runs without its lab: `/api/isolated` is not there. */
export const isolatedExists = signal(true)
export const busy = signal(false)
/** The entries of the last finished action, for the one summary that it gets. */
export const lastAction = signal<readonly Entry[]>([])

let sent = 0
let lastAnswer: string | null = null

export function record(outcome: Outcome): Entry {
  const entry = { ...outcome, number: ++sent }
  const realm = realms[outcome.realm]
  realm.entries.value = [...realm.entries.value, entry].slice(-cellsKept)
  if (outcome.identity !== undefined) realm.identity.value = outcome.identity
  if (outcome.servedBy !== null) lastAnswer = realm.lastMet = outcome.servedBy
  return entry
}

export function whoMetWhom() {
  return {
    lastMet: { shared: realms.shared.lastMet, isolated: realms.isolated.lastMet },
    lastAnswer,
  }
}
