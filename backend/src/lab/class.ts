// A class: the presenter opens a lesson, and students' phones send requests with X-Lab-Student. Each node reports those that
// it answers to all nodes. So a node that has restarted learns the lesson from the reports, and the students from their next
// requests.
import { hash } from 'node:crypto'
import type { ClassEvents, OpenLesson } from '@session-clustering/api/class'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { browserOf } from '../plugins/browser.ts'
import type { Channel } from './channel.ts'
import { studentIn } from './class-header.ts'
import { classRoster, type Sighting } from './class-roster.ts'
import { connectedPages } from './pages.ts'

/** The lesson since `at`, in ms since 1970; `null` when the class has ended. */
export interface LessonChange {
  lesson: OpenLesson | null
  at: number
}

export type Classroom = ReturnType<typeof openClassroom>

/** With the interval of the stream, an event is 120 ms old at most, plus the time on the way. */
const REPORT_MS = 20
const STREAM_MS = 100

/** @param publish sends to all nodes, this one included */
export function openClassroom(app: FastifyInstance, servedBy: string, publish: Channel['publish']) {
  const roster = classRoster()
  const pages = connectedPages<ClassEvents>(onTick, STREAM_MS)
  let last: LessonChange | null = null
  /** The last request of each student since the last report: many requests of one student are one sighting. */
  let answered = new Map<string, Sighting>()
  let timer: NodeJS.Timeout | undefined
  // The order of a student's requests, which the next node may note as answered before this one: a student sends the next request
  // as soon as it has the answer, and other hooks run before `onResponse` below.
  const arrivals = new WeakMap<FastifyRequest, number>()

  const lesson = () => last?.lesson ?? null
  const all = (): ClassEvents['class'] => ({ lesson: lesson(), students: roster.list() })

  // Here and not in `onSend`: an answer has the header also when a later hook fails.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers['x-lab-student'] !== undefined) {
      arrivals.set(request, Date.now())
      reply.header('x-lab-class', encodeURIComponent(JSON.stringify(lesson())))
    }
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const student = lesson() && studentIn(request.headers['x-lab-student'])
    const browser = student && browserOf(request)
    if (student && browser) {
      // Another digest than that of the login limits, because every page may read it.
      const id = hash('sha256', `class ${browser}`, 'base64url').slice(0, 12)
      const loggedIn = reply.statusCode >= 500 ? null : request.session?.username !== undefined
      answered.set(id, { id, ...student, servedBy, loggedIn, at: arrivals.get(request) ?? 0 })
      timer ??= setTimeout(report, REPORT_MS).unref()
    }
    done()
  })

  function report(): void {
    timer = undefined
    const sightings = [...answered.values()]
    answered = new Map()
    publish({ kind: 'students', sightings })
  }

  function onTick(isSecond: boolean): void {
    const students = roster.takeChanged()
    if (students.length > 0) pages.send('students', students)
    if (isSecond && roster.removeStale()) pages.send('class', all())
  }

  return {
    pages,
    all,
    last: () => last,
    /** Ignores what arrives after the end of the class. */
    receive(sightings: readonly Sighting[]): void {
      if (lesson()) roster.receive(sightings)
    },

    /** Opens a lesson for the class, or ends the class. */
    open(lesson: OpenLesson | null): void {
      // Two changes of the same millisecond keep their order.
      const at = Math.max(Date.now(), (last?.at ?? 0) + 1)
      publish({ kind: 'lesson', change: { lesson, at } })
    },

    /** Notes a change, also an old one that a node repeats in its report. */
    note(change: LessonChange | null): void {
      if (!change || (last && change.at <= last.at)) return
      last = change
      if (change.lesson === null) roster.clear()
      pages.send('class', all())
    },

    close(): void {
      clearTimeout(timer)
    },
  }
}
