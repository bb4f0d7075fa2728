// Puts right what a step needs when it opens.
import { signal } from '@preact/signals'
import { loadUsers } from '../actions.ts'
import { announce } from '../announcement.ts'
import type { Control } from '../controls/controls.tsx'
import { allShown } from '../delivery.ts'
import type { Lab } from '../i18n/en.ts'
import { enqueue } from '../queue.ts'
import { chooseRouting, routing } from '../routing.ts'
import { send } from '../send.ts'
import { lab, realm, records, step } from '../state.ts'
import { requestSwitch } from '../switches.ts'
import type { Step } from './steps.ts'

/** What the open step has put right, and what it could not: one sentence each. */
export const repairs = signal<readonly ((texts: Lab) => string)[]>([])

/** A session timeout of so long or less is short. */
export const shortTimeoutSeconds = 60
const normalTimeoutSeconds = 1800

/** @param isStarted whether the visitor works on the step already: what its own controls change then stays as it is */
export function prepareStep(opened: Step, isStarted: boolean): void {
  const number = step.value
  const isNeeded = (control: Control) => !isStarted || !opened.controls.includes(control)
  const say = (sentence: (texts: Lab) => string) => {
    if (step.value === number) repairs.value = [...repairs.value, sentence]
  }
  announce(() => '')
  repairs.value = []
  realm.value = opened.realm
  if (isNeeded('routing') && routing.value !== 'round-robin') {
    chooseRouting('round-robin')
    say((l) => l.repairs.routing)
  }

  const down = isNeeded('nodes') ? lab.value.nodes.filter(({ state }) => state !== 'up') : []
  const parts = down.map(({ name, state }) => ({ name, what: name, state }))
  const { redis } = lab.value
  if (redis.state !== 'up' && isNeeded('redis')) {
    parts.push({ name: 'Redis', what: 'redis', state: redis.state === 'cut' ? 'stopped' : 'away' })
  }
  if (parts.length > 0) {
    void enqueue(async () => {
      const started: string[] = []
      for (const { name, what, state } of parts) {
        // Only a terminal starts a process that has ended.
        const status = state === 'stopped' ? await requestSwitch({ what, to: 'up' }) : 0
        if (status === 200) started.push(name)
        else if (status === 403) say((l) => l.repairs.presenterOnly(name))
        else say((l) => l.repairs.fromTerminal(name, `make start-${what}`))
      }
      if (started.length > 0) say((l) => l.repairs.started(started.join(', ')))
      if (started.some((name) => name !== 'Redis')) say((l) => l.repairs.nginxWaits)
      return []
    }, false)
  }

  const hasTwoStores = opened.controls.includes('guest') && opened.controls.includes('two')
  loadUsers(...(hasTwoStores ? (['shared', 'blob'] as const) : [realm.value]))
  if (opened.realm === 'shared' && isNeeded('timeout')) {
    void enqueue(() => lengthenTimeout(say), false)
  }
}

/** A session with the short timeout would end in the middle of the step. */
async function lengthenTimeout(say: (sentence: (texts: Lab) => string) => void) {
  await allShown()
  const own = records.value.shared
  const seconds = Number(own?.record.fields.maxInactiveInterval)
  if (own?.ended !== null || seconds > shortTimeoutSeconds) return []
  const body = { idleTimeoutSeconds: normalTimeoutSeconds }
  const answer = await send('timeout', { realm: 'shared', body })
  if (answer.status === 200) say((l) => l.repairs.timeout)
  return [answer]
}
