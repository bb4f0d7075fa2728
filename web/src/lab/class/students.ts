// The students of the class, from the event stream.
import { computed, signal } from '@preact/signals'
import type { ClassEvents, Student } from '@session-clustering/api/class'

const retryMs = 2_000

const byId = signal<ReadonlyMap<string, Student>>(new Map())

/** In the order in which this page has seen them first, so that a dot keeps its place. */
export const students = computed(() => [...byId.value.values()])
export const loggedIn = computed(() => students.value.filter((student) => student.loggedIn).length)

/** The number of students that predict each of the options of the open step. */
export function countsOf(all: readonly Student[], step: number, options: number): number[] {
  return Array.from(
    { length: options },
    (_, i) => all.filter((student) => student.step === step && student.choice === i).length,
  )
}

/** @param onReconnect is called for each connection after the first @returns a function that ends the stream */
export function startStudents(onReconnect: () => void): () => void {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  let isFirst = true

  function open(): void {
    source = new EventSource('/api/lab/class/events')
    const on = <Name extends keyof ClassEvents>(
      name: Name,
      handle: (data: ClassEvents[Name]) => void,
    ) => source.addEventListener(name, ({ data }) => handle(JSON.parse(data)))
    on('class', (sent) => {
      byId.value = merge(byId.value, sent.students, true)
    })
    on('students', (changed) => {
      byId.value = merge(byId.value, changed, false)
    })
    source.onopen = () => {
      if (!isFirst) onReconnect()
      isFirst = false
    }
    // A browser does not reconnect an event stream that was refused.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, retryMs)
    }
  }

  open()
  return () => {
    clearTimeout(timer)
    source.close()
  }
}

/** @param isComplete whether the others have left */
export function merge(
  before: ReadonlyMap<string, Student>,
  sent: readonly Student[],
  isComplete: boolean,
): ReadonlyMap<string, Student> {
  const merged = new Map(before)
  for (const student of sent) merged.set(student.id, student)
  if (!isComplete) return merged
  const ids = new Set(sent.map(({ id }) => id))
  return new Map([...merged].filter(([id]) => ids.has(id)))
}
