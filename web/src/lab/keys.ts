// The keys of presenter mode.
import { ask } from './actions.ts'
import { goTo, replay } from './lesson/progress.ts'
import { sandbox } from './lesson/steps.ts'
import { step } from './state.ts'
import { reset } from './switches.ts'

interface Shortcut {
  name: 'send' | 'next' | 'back' | 'reset' | 'list'
  /** The keys as the list shows them. */
  shown: readonly string[]
  /** `KeyboardEvent.key`, in lower case. */
  keys: readonly string[]
}

export const shortcuts: readonly Shortcut[] = [
  { name: 'send', shown: [' '], keys: [' '] },
  { name: 'next', shown: ['→', 'PageDown'], keys: ['arrowright', 'pagedown'] },
  { name: 'back', shown: ['←', 'PageUp'], keys: ['arrowleft', 'pageup'] },
  // A Korean keyboard has ㄱ on the same key.
  { name: 'reset', shown: ['R'], keys: ['r', 'ㄱ'] },
  { name: 'list', shown: ['?'], keys: ['?'] },
]

/** @returns a function that ends it */
export function startKeys(list: () => void): () => void {
  const actions: Record<Shortcut['name'], () => void> = {
    send: () => void ask(),
    next: () => turn(1),
    back: () => turn(-1),
    // The reset first: then the step has nothing left to put right.
    reset: () => void reset().then(replay),
    list,
  }
  const run = (event: KeyboardEvent) => {
    const shortcut = shortcuts.find(({ keys }) => keys.includes(event.key.toLowerCase()))
    if (!shortcut || isForOthers(event)) return
    // Space and the page keys would scroll.
    event.preventDefault()
    if (!event.repeat) actions[shortcut.name]()
  }
  addEventListener('keydown', run)
  addEventListener('click', leaveControl)
  return () => {
    removeEventListener('keydown', run)
    removeEventListener('click', leaveControl)
  }
}

function turn(by: 1 | -1): void {
  const to = step.value + by
  if (to >= 1 && to <= sandbox) goTo(to)
}

/** Whether the browser, a field or a focused button uses this key. */
function isForOthers({ key, target, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  // On most keyboards `?` needs Shift.
  if (altKey || ctrlKey || metaKey || (shiftKey && key !== '?')) return true
  if (document.querySelector('dialog[open]')) return true
  if (!(target instanceof Element)) return false
  const others = `input, select, textarea${key === ' ' ? ', button, a, summary' : ''}`
  return target.matches(others)
}

/** A control that was clicked with the pointer loses the focus, so that the keys act on the lesson again. */
function leaveControl({ detail, target }: MouseEvent): void {
  const { activeElement } = document
  // `detail` is 0 when the keyboard caused the click.
  if (detail === 0 || !(activeElement instanceof HTMLElement)) return
  if (target instanceof Element && target.closest('dialog')) return
  if (activeElement.matches('button, a, summary, [type="radio"]')) activeElement.blur()
}
