import { messages } from '../i18n/language.ts'
import { isFailure } from '../outcome.ts'
import type { Entry } from '../state.ts'
import { caption } from '../summary.ts'
import { BackendName } from './backend-name.tsx'
import { Cross } from './marks.tsx'

/** One request: its place in the order, who served it, and who you were to them. */
export function Cell({ entry }: { entry: Entry }) {
  const t = messages.value
  const { number, request, status, servedBy, identity } = entry
  const failed = isFailure(entry)
  return (
    <li
      class="cell"
      data-number={number}
      data-request={request}
      data-served-by={servedBy ?? ''}
      data-status={status}
      data-authenticated={identity === undefined ? 'unknown' : identity !== null}
      data-failed={failed}
    >
      <span class="cell-request">
        <span>{number}</span> <span>/{request}</span>
      </span>
      {servedBy === null ? <span>{t.noBackend}</span> : <BackendName name={servedBy} />}
      <span class="cell-caption">
        {failed && <Cross />}
        {caption(entry, t)}
        {!failed && <span class="visually-hidden"> {t.httpStatus(status)}</span>}
      </span>
    </li>
  )
}
