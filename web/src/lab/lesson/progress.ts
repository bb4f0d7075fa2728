// The visitor's progress: the open step, the predictions, and the passed steps.
import { computed, effect, signal, untracked } from '@preact/signals'
import { load, save } from '../../browser-storage.ts'
import { loadUsers } from '../actions.ts'
import { chooseRouting } from '../routing.ts'
import { lastSeq, observe, realm, replayedAt, seen, step } from '../state.ts'
import { type Step, sandbox, steps } from './steps.ts'

interface Prediction {
  choice: number
  /** Observations count for the goals only after this number. */
  seq: number
}

const predictions = signal<Partial<Record<number, Prediction>>>({})
export const prediction = computed(() => predictions.value[step.value])

export function predict(choice: number): void {
  const { seq = lastSeq() } = prediction.value ?? {}
  predictions.value = { ...predictions.value, [step.value]: { choice, seq } }
  // A server that is already down counts for the goals: record the current state after the prediction.
  observe({ kind: 'condition' })
}

export const openStep = computed<Step>(() => steps[step.value - 1] ?? (steps[0] as Step))

const allMet = signal<Partial<Record<number, readonly boolean[]>>>({})
/** For each goal of the open step, whether it is met. */
export const met = computed(() => allMet.value[step.value] ?? [])
export const isPassedNow = computed(
  () => met.value.length > 0 && openStep.value.goals.every((_, i) => met.value[i]),
)

export const passed = signal<ReadonlySet<number>>(
  new Set((load('sessionStorage', 'passed') ?? '').split(',').map(Number).filter(Boolean)),
)

/** Resets the open step. */
export function replay(): void {
  const { [step.value]: _, ...others } = predictions.value
  predictions.value = others
  allMet.value = { ...allMet.value, [step.value]: [] }
  replayedAt.value = { ...replayedAt.value, [step.value]: lastSeq() }
  prepareStep()
}

export function goTo(to: number): void {
  location.hash = `#step=${to}`
  // `hashchange` fires later, and a second key press may come before it.
  readHash()
}

export function startLesson(): void {
  addEventListener('hashchange', () => {
    if (wantedStep() !== step.value) readHash()
  })
  readHash()
  effect(checkGoals)
}

/** Checks the goals. A goal that has been met once stays met. */
function checkGoals(): void {
  const open = step.value
  const { seq } = open === sandbox ? { seq: 0 } : (prediction.value ?? { seq: Infinity })
  const counted = seen.value.filter((observation) => observation.seq > seq)
  untracked(() => {
    const before = met.value
    const now = openStep.value.goals.map((goal, i) => before[i] || goal(counted))
    if (now.join() === before.join()) return
    allMet.value = { ...allMet.value, [open]: now }
    if (!isPassedNow.value) return
    passed.value = new Set([...passed.value, open])
    save('sessionStorage', 'passed', [...passed.value].join())
  })
}

function wantedStep(): number {
  const wanted = Number(/step=(\d+)/.exec(location.hash)?.[1])
  return steps[wanted - 1] ? wanted : step.value
}

function readHash(): void {
  step.value = wantedStep()
  prepareStep()
}

function prepareStep(): void {
  realm.value = openStep.value.realm
  if (step.value !== sandbox) chooseRouting('round-robin')
  loadUsers(...(step.value === 6 ? (['shared', 'blob'] as const) : [realm.value]))
}
