// A control that goes takes the focus with it. Then the keyboard, and who listens, stay where they were: in the
// section of that control.

let control: HTMLElement | null = null
let home: Element | null = null

addEventListener('focusin', ({ target }) => {
  if (!(target instanceof HTMLElement)) return
  control = target
  home = target.closest('section')
})

new MutationObserver(() => {
  const isGone = control !== null && control.offsetParent === null
  if (!isGone || document.activeElement !== document.body) return
  control = null
  const place = home?.isConnected ? home : document.querySelector('main')
  const goal = place?.querySelector<HTMLElement>('[tabindex="-1"]') ?? place
  if (!(goal instanceof HTMLElement)) return
  goal.tabIndex = -1
  goal.focus({ preventScroll: true })
}).observe(document, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ['hidden', 'disabled'],
})
