import { texts } from '../i18n/texts.ts'
import type { Exchange } from '../observation.ts'
import { story } from '../summary.ts'

/** The last request in one sentence, and a button that opens its details. The announcement tells it to screen readers. */
export function Told({ last }: { last: Exchange | undefined }) {
  const l = texts.value
  return (
    <div class="told">
      {last && (
        <>
          <p aria-hidden="true" data-served-by={last.servedBy ?? ''}>
            {story(last, l)}
          </p>
          <button type="button" class="quiet" onClick={() => openDetails(last.number)}>
            {l.details(last.status)}
          </button>
        </>
      )}
    </div>
  )
}

function openDetails(number: number): void {
  const details = document.querySelector<HTMLDetailsElement>(
    `.timeline [data-number="${number}"] details`,
  )
  if (!details) return
  details.open = true
  details.querySelector('summary')?.focus()
}
