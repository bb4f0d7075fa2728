// When the focused control disappears, the browser moves the focus to the body. This moves it to the section of that
// control, so that users of a keyboard or a screen reader keep their place.

let control: HTMLElement | null = null
let section: Element | null = null

addEventListener('focusin', ({ target }) => {
  if (!(target instanceof HTMLElement)) return
  control = target
  section = target.closest('section')
})

new MutationObserver(() => {
  const isGone = control !== null && control.offsetParent === null
  if (!isGone || document.activeElement !== document.body) return
  control = null
  const place = section?.isConnected ? section : document.querySelector('main')
  const target = place?.querySelector<HTMLElement>('[tabindex="-1"]') ?? place
  if (!(target instanceof HTMLElement)) return
  target.tabIndex = -1
  target.focus({ preventScroll: true })
}).observe(document, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ['hidden', 'disabled'],
})
