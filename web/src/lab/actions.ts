// What a click does. Actions, and the requests in them, go one after the other, so that the turns
// that the page shows are the turns that nginx took.
import { signal } from '@preact/signals'
import type { Credentials } from '../api-types.ts'
import { type AccountActions, accountProblem } from '../components/account.tsx'
import { isFailure } from '../outcome.ts'
import type { Exchange, Realm } from './observation.ts'
import { say } from './said.ts'
import { send } from './send.ts'
import { busy, realm, step, who } from './state.ts'
import { summaryOf } from './summary.ts'

/** Between requests of one click: turns are to be seen, not guessed. */
const paceMs = 110

export const ask = (times = 1, spoken = true) =>
  enqueue(async () => {
    const done = [await send('me')]
    while (done.length < times) {
      await pause(paceMs)
      done.push(await send('me'))
    }
    return done
  }, spoken)

/** Asks who you are where the page does not know yet. */
export function meet(...realms: Realm[]): void {
  for (const each of realms) {
    if (who.value[each] === undefined) enqueue(async () => [await send('me', { realm: each })])
  }
}

/** The account of the last sign-up or login: for the other realms, and for a second device. */
export const credentials = signal<Credentials | null>(null)
/** The account that this page made up: its password is nobody's secret. */
export const guest = signal<Credentials | null>(null)

/** Makes an account up, if none is known, and logs in with it. */
export const logInAsGuest = (...realms: Realm[]) =>
  enqueue(async () => {
    const done: Exchange[] = []
    const own = credentials.value ?? {
      username: `guest-${random(5)}`,
      password: random(16),
    }
    if (credentials.value === null) {
      done.push(await send('signup', { realm: 'shared', body: own }))
      if (!done.some(isFailure)) credentials.value = guest.value = own
    }
    for (const each of done.some(isFailure) ? [] : realms) {
      done.push(await send('login', { realm: each, body: own }))
    }
    accountProblem.value = done.find(isFailure) ?? null
    return done
  })

export const logInElsewhere = () =>
  enqueue(async () => {
    const done = [await send('login', { body: credentials.value, asStranger: true })]
    return [...done, await send('sessions')]
  })

export const act = (...parameters: Parameters<typeof send>) =>
  enqueue(async () => [await send(...parameters)] as const)

export const logOut = () => act('logout')

/** One of the realm's carts, read, changed twice at the same moment, and read again. */
export const addTwoAtOnce = (each: Realm) =>
  enqueue(async () => {
    const before = await send('cart', { realm: each })
    const both = ['book', 'pen'].map((rest) => send('add', { realm: each, rest, holdMs: 400 }))
    return [before, ...(await Promise.all(both)), await send('cart', { realm: each })]
  })

/** For the form: an account that the visitor chose. */
export const accountActions: AccountActions = {
  async logIn(body) {
    const [outcome] = await act('login', { body })
    if (!isFailure(outcome)) credentials.value = body
    return outcome
  },
  async signUp(body) {
    const [outcome] = await act('signup', { realm: 'shared', body })
    return outcome
  },
  async logOut() {
    const [outcome] = await act('logout')
    return outcome
  },
}

export const streaming = signal(false)

/** Four requests a second, until it is paused. */
export async function stream(): Promise<void> {
  streaming.value = true
  const done: Exchange[] = []
  while (streaming.value) {
    if (!busy.value) done.push(...(await ask(1, false)))
    await pause(250)
  }
  say((l) => summaryOf(done.slice(-400), l))
}

addEventListener('visibilitychange', () => {
  if (document.hidden) streaming.value = false
})
step.subscribe(() => {
  streaming.value = false
})
realm.subscribe(() => {
  accountProblem.value = null
})

let waiting = 0
let tail: Promise<unknown> = Promise.resolve()

function enqueue<Done extends readonly Exchange[]>(
  action: () => Promise<Done>,
  spoken = true,
): Promise<Done> {
  waiting++
  busy.value = true
  const done = tail.then(action).then((exchanges) => {
    if (spoken) say((l) => summaryOf(exchanges, l))
    waiting--
    busy.value = waiting > 0
    return exchanges
  })
  tail = done
  return done
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function random(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  // Without the letters and digits that look alike.
  return Array.from(bytes, (byte) => 'abcdefghjkmnpqrstuvwxyz23456789'[byte % 31]).join('')
}
