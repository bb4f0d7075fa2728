import { askWhoIAm, sendMany } from '../actions.ts'
import { messages } from '../i18n/language.ts'
import { chooseRouting, routing } from '../routing.ts'
import { busy } from '../state.ts'

export function Sending() {
  const t = messages.value
  const choices = [
    { value: 'round-robin', label: t.roundRobin },
    { value: 'sticky', label: t.sticky },
  ] as const
  return (
    <section class="sending" aria-labelledby="sending-heading">
      <h2 id="sending-heading" class="visually-hidden">
        {t.requests}
      </h2>
      <div class="buttons">
        <button type="button" class="primary" onClick={() => void askWhoIAm()}>
          {t.sendOne}
        </button>
        <button type="button" class="primary" onClick={() => void sendMany(10)}>
          {t.sendTen}
        </button>
        {busy.value && (
          <span class="pending" aria-hidden="true">
            {t.pending}
          </span>
        )}
      </div>
      <fieldset class="routing" aria-describedby="routing-hint">
        <legend>{t.routing}</legend>
        {choices.map(({ value, label }) => (
          <label key={value}>
            <input
              type="radio"
              name="routing"
              value={value}
              checked={routing.value === value}
              onChange={() => chooseRouting(value)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <p id="routing-hint" class="hint">
        {routing.value === 'sticky' ? t.stickyHint : t.roundRobinHint}
      </p>
    </section>
  )
}
