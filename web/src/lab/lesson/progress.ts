// The visitor's progress: the open step, the predictions, the goals, and the passed steps. It survives a reload.
import { computed, effect, signal, untracked } from '@preact/signals'
import { parse } from '../../api.ts'
import { load, save } from '../../browser-storage.ts'
import { isObject } from '../../outcome.ts'
import { lastSeq, observations, observe, replayedAt, seen, step } from '../state.ts'
import { prepareStep } from './prepare.ts'
import { type Step, sandbox, steps } from './steps.ts'

interface Prediction {
  choice: number
  /** Observations count for the goals only after this number. */
  seq: number
  /** The option that came true, when the step was passed. */
  right?: number
}

type PerStep<Value> = Partial<Record<number, Value>>

const predictions = signal<PerStep<Prediction>>(restore('predictions'))
export const prediction = computed(() => predictions.value[step.value])

export function predict(choice: number): void {
  setPrediction({ seq: lastSeq(), ...prediction.value, choice })
  // A server that is already down counts for the goals: record the current state after the prediction.
  observe({ kind: 'condition' })
}

function setPrediction(made: Prediction | undefined): void {
  predictions.value = { ...predictions.value, [step.value]: made }
}

export const openStep = computed<Step>(() => steps[step.value - 1] ?? (steps[0] as Step))

const allMet = signal<PerStep<readonly boolean[]>>(restore('goals'))
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
  setPrediction(undefined)
  allMet.value = { ...allMet.value, [step.value]: [] }
  replayedAt.value = { ...replayedAt.value, [step.value]: lastSeq() }
  prepare()
}

export function goTo(to: number): void {
  location.hash = `#step=${to}`
  // `hashchange` fires later, and a second key press may come before it.
  readHash()
}

export function startLesson(): void {
  // The numbers of observations begin anew with the page.
  predictions.value = Object.fromEntries(
    Object.entries(predictions.value).map(([number, made]) => [
      number,
      made && { ...made, seq: 0 },
    ]),
  )
  addEventListener('hashchange', () => {
    if (wantedStep() !== step.value) readHash()
  })
  readHash()
  effect(checkGoals)
  effect(() => save('sessionStorage', 'predictions', JSON.stringify(predictions.value)))
  effect(() => save('sessionStorage', 'goals', JSON.stringify(allMet.value)))
}

/** Checks the goals. A goal that has been met once stays met. */
function checkGoals(): void {
  const open = step.value
  const { seq } = open === sandbox ? { seq: 0 } : (prediction.value ?? { seq: Infinity })
  const counted = seen.value.filter((observation) => observation.seq > seq)
  untracked(() => {
    const before = met.value
    const now = openStep.value.goals.map((goal, i) => before[i] || goal(counted, before))
    if (now.join() === before.join()) return
    allMet.value = { ...allMet.value, [open]: now }
    if (!isPassedNow.value) return
    passed.value = new Set([...passed.value, open])
    save('sessionStorage', 'passed', [...passed.value].join())
    const { right } = openStep.value
    if (!prediction.value) return
    const earlier = observations.value.filter((observation) => observation.seq <= seq)
    const came = typeof right === 'number' ? right : right(counted, earlier)
    setPrediction({ ...prediction.value, right: came })
  })
}

function wantedStep(): number {
  const wanted = Number(/step=(\d+)/.exec(location.hash)?.[1])
  return steps[wanted - 1] ? wanted : step.value
}

function readHash(): void {
  step.value = wantedStep()
  prepare()
}

function prepare(): void {
  prepareStep(openStep.value, step.value === sandbox || prediction.value !== undefined)
}

function restore<Value>(key: string): PerStep<Value> {
  const kept = parse(load('sessionStorage', key) ?? '')
  return isObject(kept) ? (kept as PerStep<Value>) : {}
}
