// Presenter mode for a projector: large type, and the arrow keys change the step.
import { effect, signal } from '@preact/signals'
import { texts } from './i18n/texts.ts'
import { goTo } from './lesson/progress.ts'
import { sandbox } from './lesson/steps.ts'
import { step } from './state.ts'

const presenting = signal(new URLSearchParams(location.search).has('present'))

effect(() => {
  document.documentElement.toggleAttribute('data-presenter', presenting.value)
})

addEventListener('keydown', ({ key, target, altKey, ctrlKey, metaKey, shiftKey }) => {
  if (!presenting.value || altKey || ctrlKey || metaKey || shiftKey) return
  // In a field, the arrow keys move the cursor.
  if (target instanceof Element && target.matches('input, select, textarea')) return
  const to = step.value + (key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0)
  if (to !== step.value && to >= 1 && to <= sandbox) goTo(to)
})

export function PresenterSwitch() {
  return (
    <button
      type="button"
      class="quiet"
      aria-pressed={presenting.value}
      onClick={() => {
        presenting.value = !presenting.value
      }}
    >
      {texts.value.presenter}
    </button>
  )
}
