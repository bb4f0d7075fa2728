import { act } from '../actions.ts'
import { texts } from '../i18n/texts.ts'
import { lookOf } from '../lesson/primary.ts'
import { users } from '../state.ts'

export function TimeoutControl() {
  const l = texts.value
  const set = (idleTimeoutSeconds: number) =>
    void act('timeout', { realm: 'shared', body: { idleTimeoutSeconds } })
  const isOff = !users.value.shared
  return (
    <fieldset class="buttons" disabled={isOff}>
      <legend>{l.timeout}</legend>
      <button type="button" class={lookOf('timeoutShort')} onClick={() => set(10)}>
        {l.timeoutShort}
      </button>
      <button type="button" onClick={() => set(1800)}>
        {l.timeoutNormal}
      </button>
      {isOff && <p class="hint">{l.logInFirst}</p>}
    </fieldset>
  )
}
