// What a click does. Actions, and the requests in them, go one after the other, so that the turns
// that the page shows are the turns that nginx took.
import { send } from './api.ts'
import type { Credentials } from './api-types.ts'
import type { RequestName } from './outcome.ts'
import { sendingOrder } from './sending-order.ts'
import { busy, type Entry, isolatedExists, lastAction, record, whoMetWhom } from './state.ts'

export const askWhoIAm = () => enqueue(() => sendToBoth('me'))

export const sendMany = (times: number) =>
  enqueue(async () => {
    const entries: Entry[] = []
    for (let i = 0; i < times; i++) entries.push(...(await sendToBoth('me')))
    return entries
  })

export const logIn = (credentials: Credentials) => enqueue(() => sendToBoth('login', credentials))

export const logOut = () => enqueue(() => sendToBoth('logout'))

/** Users are common to both realms: one request is enough. */
export const signUp = (credentials: Credentials) =>
  enqueue(async () => [record(await send('shared', 'signup', credentials))])

async function sendToBoth(request: RequestName, credentials?: Credentials): Promise<Entry[]> {
  const { lastMet, lastAnswer } = whoMetWhom()
  const entries: Entry[] = []
  for (const realm of sendingOrder(lastMet, lastAnswer)) {
    if (realm === 'isolated' && !isolatedExists.value) continue
    const outcome = await send(realm, request, credentials)
    if (realm === 'isolated' && outcome.status === 404) isolatedExists.value = false
    else entries.push(record(outcome))
  }
  return entries
}

let waiting = 0
let tail: Promise<unknown> = Promise.resolve()

function enqueue(action: () => Promise<Entry[]>): Promise<Entry[]> {
  waiting++
  busy.value = true
  const done = tail.then(action).then((entries) => {
    lastAction.value = entries
    waiting--
    busy.value = waiting > 0
    return entries
  })
  tail = done
  return done
}
