import { act } from '../actions.ts'
import { texts } from '../i18n/texts.ts'
import { realm, users } from '../state.ts'

export function CartControl() {
  return (
    <div class="buttons">
      <button
        type="button"
        disabled={!users.value[realm.value]}
        onClick={() => void act('add', { rest: 'book' })}
      >
        {texts.value.addBook}
      </button>
    </div>
  )
}
