import { messages } from '../i18n/language.ts'
import { lastAction } from '../state.ts'
import { summaryOf } from '../summary.ts'

/** The one announcement that an action gets, however many requests it sent. */
export function Summary() {
  const t = messages.value
  const lines = (['shared', 'isolated'] as const).map((realm) =>
    summaryOf(lastAction.value, realm, t),
  )
  return (
    <div class="summary" role="status">
      {lines.map((line) => line !== '' && <p key={line}>{line}</p>)}
    </div>
  )
}
