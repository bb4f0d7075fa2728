// The switches that all visitors share: nodes, Redis, and the reset.
import { signal } from '@preact/signals'
import type { LabState } from '@session-clustering/api/lab'
import { type Call, call } from '../api.ts'
import { isObject } from '../outcome.ts'
import { announce } from './announcement.ts'
import { lab, observe } from './state.ts'

/** Set when a switch was refused: repeats it when the visitor has given the key. */
export const refusedSwitch = signal<(() => Promise<void>) | null>(null)
let presenterKey = ''

/** Stores the state of the servers. A change is an observation. */
export function setLabState(state: LabState): void {
  const before = condition()
  lab.value = state
  if (condition() !== before) observe({ kind: 'condition' })
}

function condition(): string {
  return JSON.stringify([lab.value.nodes.map(({ state }) => state), lab.value.redis])
}

export const switchNode = (name: string, state: 'up' | 'stopped') =>
  setSwitch('PUT', `nodes/${name}`, { state })

export const switchRedis = (state: 'up' | 'cut') => setSwitch('PUT', 'redis', { state })

export const reset = () => setSwitch('POST', 'reset')

export function submitKey(key: string): void {
  presenterKey = key
  const again = refusedSwitch.value
  refusedSwitch.value = null
  void again?.()
}

async function setSwitch(method: Call['method'], path: string, body?: unknown): Promise<void> {
  const headers = { ...(presenterKey && { 'x-presenter-key': presenterKey }) }
  const answer = await call({ method, path: `/api/lab/${path}`, body, headers })
  if (answer.status === 200 && isObject(answer.body))
    setLabState(answer.body as unknown as LabState)
  else if (answer.status === 403) refusedSwitch.value = () => setSwitch(method, path, body)
  else announce((l) => l.switchFailed(answer.status))
}
