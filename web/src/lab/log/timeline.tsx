import { useState } from 'preact/hooks'
import { texts } from '../i18n/texts.ts'
import { sandbox } from '../lesson/steps.ts'
import { isExchange, type Observation } from '../observation.ts'
import { seen, step } from '../state.ts'
import { switchSentence } from '../switches.ts'
import { Row } from './row.tsx'

const few = 6
const many = 60

/** The observations of this step, newest first: requests, switches, session events. */
export function Timeline() {
  const l = texts.value
  const [all, showAll] = useState(false)
  const listed = seen.value.filter(isListed)
  const recent = listed.slice(all ? -many : -few)
  // The sentence under the stage opens the details of the last request.
  const last = listed.findLast(isExchange)
  const shown = (last && !recent.includes(last) ? [last, ...recent] : recent).reverse()
  return (
    <section class="timeline" aria-labelledby="timeline-heading">
      <h3 id="timeline-heading">{l.timeline}</h3>
      {listed.length === 0 && <p class="hint">{l.noRequests}</p>}
      <ol>
        {shown.map((observation) =>
          observation.kind === 'request' ? (
            <Row key={observation.seq} exchange={observation} />
          ) : (
            <li key={observation.seq} class="event" data-event={observation.kind}>
              {eventText(observation)}
            </li>
          ),
        )}
      </ol>
      {!all && listed.length > few && (
        <button type="button" class="quiet" onClick={() => showAll(true)}>
          {l.showAll(Math.min(listed.length, many))}
        </button>
      )}
    </section>
  )
}

/** Events of other visitors' sessions are shown only in the sandbox. */
function isListed(observation: Observation): boolean {
  const { kind } = observation
  if (kind === 'session') return observation.mine || step.value === sandbox
  return kind === 'request' || kind === 'switch'
}

function eventText(observation: Observation): string {
  const l = texts.value
  if (observation.kind === 'switch') return switchSentence(observation.change)(l)
  if (observation.kind !== 'session') return ''
  return l.happened[observation.type] + (observation.mine ? ` (${l.yours})` : '')
}
