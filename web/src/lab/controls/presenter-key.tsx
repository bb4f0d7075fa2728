import { texts } from '../i18n/texts.ts'
import { refusedSwitch, submitKey } from '../switches.ts'

/** The form for the presenter key. It appears when a switch was refused. */
export function PresenterKey() {
  const l = texts.value
  if (refusedSwitch.value === null) return null
  return (
    <form
      class="key"
      onSubmit={(event) => {
        event.preventDefault()
        submitKey(String(new FormData(event.currentTarget).get('key')))
      }}
    >
      <p role="alert">{l.presenterOnly}</p>
      <label for="key">{l.presenterKey}</label>
      <input id="key" name="key" type="password" autoComplete="off" />
      <button type="submit">{l.useKey}</button>
    </form>
  )
}
