import { messages } from '../i18n/language.ts'
import { isolatedExists } from '../state.ts'
import { BackendName } from './backend-name.tsx'
import { Cross } from './marks.tsx'

/** How to read the strips. */
export function Legend() {
  const t = messages.value
  return (
    <div class="legend">
      <BackendName name="backend-1" />
      <BackendName name="backend-2" />
      <span>
        <span class="sample filled" /> {t.loggedIn}
      </span>
      <span>
        <span class="sample hollow" /> {t.anonymous}
      </span>
      <span>
        <Cross /> {t.legendFailed}
      </span>
      {isolatedExists.value && <p>{t.orderExplained}</p>}
    </div>
  )
}
