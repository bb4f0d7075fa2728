// A student's phone: real requests that name the student, and the lesson that the answers tell.
import { signal } from '@preact/signals'
import type { Credentials } from '@session-clustering/api'
import type { OpenLesson, StudentHeader } from '@session-clustering/api/class'
import { type Answer, type Call, call, parse } from '../../api.ts'
import { load, save } from '../../browser-storage.ts'
import { isObject } from '../../outcome.ts'
import { pause } from '../pause.ts'
import { random } from '../random.ts'
import { chooseRouting } from '../routing.ts'
import { guestNames } from './guest-names.ts'

const repeatMs = 3_000
/** While many log in, a server answers 503 and asks to try again. */
const maxTries = 6

export const name = signal(load('localStorage', 'student') ?? '')
/** The open lesson; null without a class; undefined before the first answer. */
export const lesson = signal<OpenLesson | null | undefined>(undefined)
/** The last answer: by which server, and whether it knows the student; null when it could not tell. */
export const last = signal<{ servedBy: string | null; loggedIn: boolean | null } | null>(null)
export const prediction = signal<Pick<StudentHeader, 'step' | 'choice'>>({ step: 0, choice: 0 })
export const busy = signal(false)
/** The status of a login that failed. */
export const failed = signal<number | null>(null)

let account: Credentials | undefined

export function join(chosen: string): void {
  name.value = chosen
  save('localStorage', 'student', chosen)
  if (chosen !== '') void ask()
}

export function predict(step: number, choice: number): void {
  prediction.value = { step, choice }
  void ask()
}

/** Asks who the student is. */
export const ask = () => send({ method: 'GET', path: `${mount()}/me` })

/** Logs in with an account of this phone, which it creates at the first time. */
export async function logIn(): Promise<void> {
  busy.value = true
  failed.value = await tryToLogIn()
  busy.value = false
}

/** @returns the status of a failure */
async function tryToLogIn(): Promise<number | null> {
  if (!account) {
    const password = random(16)
    for (const username of guestNames(name.value)) {
      const body = { username, password }
      const { status } = await patiently({ method: 'POST', path: '/api/signup', body })
      if (status === 201) account = body
      // The name is taken, or the rules for names refuse it.
      if (status !== 409 && status !== 400) break
    }
  }
  const { status } = await patiently({ method: 'POST', path: `${mount()}/login`, body: account })
  return status === 200 ? null : status
}

async function patiently(request: Call): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send(request)
    const seconds = Number(answer.headers.get('retry-after'))
    if (answer.status !== 503 || !seconds || tries === maxTries) return answer
    await pause((seconds + 2 * Math.random()) * 1_000)
  }
}

/** Repeats `ask`, so that the student's dot moves without taps. A page that is not visible sends nothing. */
export async function repeat(): Promise<void> {
  for (;;) {
    if (name.value !== '' && !document.hidden && !busy.value) await ask()
    // Phones that were opened together must not send together.
    await pause(repeatMs * (0.8 + 0.4 * Math.random()))
  }
}

function mount(): string {
  const realm = lesson.value?.realm ?? 'shared'
  return realm === 'shared' ? '/api' : `/api/${realm}`
}

async function send(request: Call): Promise<Answer> {
  const student: StudentHeader = { name: name.value, ...prediction.value }
  const headers = { 'x-lab-student': encodeURIComponent(JSON.stringify(student)) }
  const answer = await call({ ...request, headers })
  follow(answer)
  const tells = request.path.endsWith('/me') || request.path.endsWith('/login')
  if (tells) {
    const { status } = answer
    const servedBy = answer.headers.get('x-served-by')
    last.value = { servedBy, loggedIn: status === 200 || (status === 401 ? false : null) }
  }
  return answer
}

function follow({ headers }: Answer): void {
  const text = headers.get('x-lab-class')
  // An answer of nginx itself says nothing about the class.
  if (text === null) return
  const told = parse(decodeURIComponent(text))
  const open = isObject(told) ? (told as unknown as OpenLesson) : null
  if (JSON.stringify(open) === JSON.stringify(lesson.value)) return
  lesson.value = open
  if (open) chooseRouting(open.routing)
}
