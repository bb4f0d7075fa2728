// The class: what the presenter, the students' phones and the backends tell each other.
import Type, { type Static } from 'typebox'

/** What the presenter's page shows. The phones send their requests to the same realm, with the same routing. */
export const OpenLesson = Type.Object(
  {
    step: Type.Integer({ minimum: 1, maximum: 10 }),
    realm: Type.Enum(['shared', 'isolated', 'blob']),
    routing: Type.Enum(['round-robin', 'sticky']),
  },
  { additionalProperties: false },
)
export type OpenLesson = Static<typeof OpenLesson>

/** The length of a student's name, in code points. */
export const STUDENT_NAME_CHARACTERS = 20

/**
 * `X-Lab-Student`: what a student's phone sends with each request, as percent-encoded JSON. `step` and `choice`: its
 * prediction, and the step that it belongs to. The answer has `X-Lab-Class`: the open lesson, or null.
 */
export const StudentHeader = Type.Object({
  name: Type.String({ maxLength: 200 }),
  step: Type.Integer({ minimum: 0, maximum: 10 }),
  choice: Type.Integer({ minimum: 0, maximum: 9 }),
})
export type StudentHeader = Static<typeof StudentHeader>

/** A student, by the last request that a backend answered. */
export interface Student extends StudentHeader {
  /** Names the student's browser; it is not the cookie. */
  id: string
  servedBy: string
  /** `null` when the backend could not tell (5xx). */
  loggedIn: boolean | null
}

/** The data of each server-sent event of `GET /api/lab/class/events`, by the name of the event. */
export interface ClassEvents {
  /** All students: at the beginning, when the lesson changes, and when students have left. */
  class: { lesson: OpenLesson | null; students: Student[] }
  /** The students that have changed. */
  students: Student[]
}
