// Chooses how nginx routes this visitor, by a cookie that a `map` of nginx reads.
import { signal } from '@preact/signals'

export type Routing = 'round-robin' | 'sticky'

export const routing = signal<Routing>(
  /(?:^|;\s*)routing=sticky(?:;|$)/.test(document.cookie) ? 'sticky' : 'round-robin',
)

export function chooseRouting(choice: Routing): void {
  if (routing.value === choice) return
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs HTTPS in some browsers.
  document.cookie = `routing=${choice}; Path=/; SameSite=Lax`
  routing.value = choice
}
