// The class on the presenter's stage: a dot for each student, how many are logged in, and the predictions.
import type { Student } from '@session-clustering/api/class'
import { useEffect } from 'preact/hooks'
import { BackendMark } from '../../components/marks.tsx'
import { texts } from '../i18n/texts.ts'
import { step } from '../state.ts'
import { Address } from './address.tsx'
import { endClass, followLesson, openClass } from './presenter.ts'
import { countsOf, loggedIn, startStudents, students } from './students.ts'

export function Panel() {
  const l = texts.value.class
  useEffect(() => {
    const stopFollowing = followLesson()
    // The backends may have restarted, and forgotten the class.
    const stopStudents = startStudents(() => void openClass())
    return () => {
      stopFollowing()
      stopStudents()
    }
  }, [])
  const all = students.value
  return (
    <section class="class" aria-labelledby="class-heading">
      <div class="buttons">
        <h3 id="class-heading">{l.heading}</h3>
        <p class="class-count">
          {all.length === 0 ? l.nobody : l.countLoggedIn(loggedIn.value, all.length)}
        </p>
        <Address />
        <button type="button" class="quiet" onClick={() => void endClass()}>
          {l.end}
        </button>
      </div>
      <ul class="dots" aria-hidden="true" data-size={sizeOf(all.length)}>
        {all.map((student) => (
          <Dot key={student.id} student={student} />
        ))}
      </ul>
      <Predictions />
      {all.length > 0 && (
        <details>
          <summary>{l.list}</summary>
          <ul>
            {all.map(({ id, name, servedBy, loggedIn }) => (
              <li key={id}>{l.student(name, servedBy, l.is(loggedIn))}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

/** All dots of the class fit beside the diagram. */
function sizeOf(count: number): 'small' | 'normal' | 'large' {
  if (count > 120) return 'small'
  return count > 50 ? 'normal' : 'large'
}

function Dot({ student: { name, servedBy, loggedIn } }: { student: Student }) {
  const l = texts.value.class
  return (
    <li title={l.student(name, servedBy, l.is(loggedIn))} data-logged-in={loggedIn}>
      <BackendMark name={servedBy} />
    </li>
  )
}

/** The predictions for the open step, as bars. */
function Predictions() {
  const { class: l, steps } = texts.value
  const options = steps[step.value - 1]?.options ?? []
  const counts = countsOf(students.value, step.value, options.length)
  const sum = counts.reduce((total, count) => total + count, 0)
  if (sum === 0) return null
  return (
    <ol class="predictions" aria-label={l.predictions}>
      {options.map((option, i) => (
        <li key={option}>
          <span>{option}</span>
          <span class="bar" style={{ inlineSize: `${(100 * (counts[i] ?? 0)) / sum}%` }} />
          <b>{counts[i]}</b>
        </li>
      ))}
    </ol>
  )
}
