// The switches that all visitors share: nodes, Redis, and the reset.
import { signal } from '@preact/signals'
import type { LabState, Switch } from '@session-clustering/api/lab'
import { type Call, call } from '../api.ts'
import { load, save } from '../browser-storage.ts'
import { isObject } from '../outcome.ts'
import { announce } from './announcement.ts'
import type { Lab } from './i18n/en.ts'
import { lab, observe } from './state.ts'

/** Set when a switch was refused: repeats it when the visitor has given the key. */
export const refusedSwitch = signal<(() => Promise<void>) | null>(null)
let presenterKey = ''

/** The time of the last switch that the page has told. `undefined` before the first state: that switch is an old one. */
let toldAt: string | undefined

/** Stores the state of the servers. A change is an observation. */
export function setLabState(state: LabState): void {
  const before = condition()
  lab.value = state
  if (condition() !== before) observe({ kind: 'condition' })
  // The event of a switch can be lost: a server that stops closes the streams of its pages.
  if (toldAt !== undefined && state.lastSwitch) tellSwitch(state.lastSwitch)
  toldAt ??= state.lastSwitch?.at ?? ''
}

/** Tells who used a switch, once for each switch. */
export function tellSwitch(change: Switch): void {
  if (toldAt === undefined || change.at <= toldAt) return
  toldAt = change.at
  observe({ kind: 'switch', change })
  announce(switchSentence(change))
}

function condition(): string {
  return JSON.stringify([lab.value.nodes.map(({ state }) => state), lab.value.redis])
}

type Change = Pick<Switch, 'what' | 'to'>

/** The times of this page's own switches: they tell them from those of other visitors. */
const ownTimes = signal<readonly string[]>(load('sessionStorage', 'switches')?.split(' ') ?? [])
const ownTimesKept = 20
/** This page's switches whose answers are outstanding: their events may arrive before the answers. */
const pending = signal<readonly Change[]>([])

const isSame = (one: Change, other: Change) => one.what === other.what && one.to === other.to

/** Whether this page used the switch. */
const isOwnSwitch = (change: Switch) =>
  ownTimes.value.includes(change.at) ||
  (change.by === 'visitor' && pending.value.some((one) => isSame(one, change)))

/** The sentence that tells who used a switch. Call it when the event arrives: it looks at the outstanding answer. */
export function switchSentence(change: Switch): (texts: Lab) => string {
  const { what, to, by } = change
  const isOwn = isOwnSwitch(change)
  return (l) => (isOwn ? l.youSwitched(what, to) : l.switched(what, to, by))
}

export const switchNode = (what: string, to: 'up' | 'stopped') => setSwitch({ what, to })

export const switchRedis = (to: 'up' | 'cut') => setSwitch({ what: 'redis', to })

export const reset = () => setSwitch({ what: 'all', to: 'reset' })

export function submitKey(key: string): void {
  presenterKey = key
  const again = refusedSwitch.value
  refusedSwitch.value = null
  void again?.()
}

/** Sends a request with the presenter key, once the presenter has given it. */
export const callAsPresenter = (request: Call) =>
  call({ ...request, headers: { ...(presenterKey && { 'x-presenter-key': presenterKey }) } })

async function setSwitch(change: Change): Promise<void> {
  const status = await requestSwitch(change)
  if (status === 403) refusedSwitch.value = () => setSwitch(change)
  else if (status !== 200) announce((l) => l.switchFailed(status))
}

/** @returns the status of the answer: 403 without the presenter key that the switch needs */
export async function requestSwitch(change: Change): Promise<number> {
  const lastTime = lab.value.lastSwitch?.at
  pending.value = [...pending.value, change]
  const answer = await callAsPresenter(callOf(change))
  if (answer.status === 200 && isObject(answer.body)) {
    const state = answer.body as unknown as LabState
    const { lastSwitch } = state
    // A switch that was in this state already leaves the last switch of somebody else.
    if (lastSwitch && lastSwitch.at !== lastTime && isSame(lastSwitch, change)) {
      ownTimes.value = [...ownTimes.value, lastSwitch.at].slice(-ownTimesKept)
      save('sessionStorage', 'switches', ownTimes.value.join(' '))
    }
    setLabState(state)
  }
  pending.value = pending.value.filter((one) => one !== change)
  return answer.status
}

function callOf({ what, to }: Change) {
  if (what === 'all') return { method: 'POST', path: '/api/lab/reset' } as const
  const path = what === 'redis' ? '/api/lab/redis' : `/api/lab/nodes/${what}`
  return { method: 'PUT', path, body: { state: to } } as const
}
