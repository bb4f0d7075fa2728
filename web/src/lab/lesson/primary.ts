import { computed } from '@preact/signals'
import { devices } from '../devices.ts'
import { routing } from '../routing.ts'
import { lab, realm, records, seen, step, users } from '../state.ts'
import { streaming } from '../stream.ts'
import { type Action, nextAction } from './next-action.ts'
import { shortTimeoutSeconds } from './prepare.ts'
import { isPassedNow, met, openStep } from './progress.ts'
import { knownServer } from './seen.ts'

const next = computed(() => {
  const { nodes, redis } = lab.value
  const { fields } = records.value.shared?.record ?? {}
  return nextAction(step.value, {
    isPassed: isPassedNow.value,
    open: openStep.value.goals.findIndex((_, i) => !met.value[i]),
    isLoggedIn: Boolean(users.value[realm.value]),
    routing: routing.value,
    server: knownServer(seen.value),
    down: nodes.filter(({ state }) => state !== 'up').map(({ name }) => name),
    isRedisUp: redis.state === 'up',
    isStreaming: streaming.value,
    isTimeoutShort: Number(fields?.maxInactiveInterval) <= shortTimeoutSeconds,
    devices: devices.value.length,
  })
})

/** The class of the button of an action. */
export const lookOf = (action: Action) => (next.value === action ? 'primary' : undefined)
