import { signal } from '@preact/signals'

const query = matchMedia('(max-width: 40rem)')

/** A phone, or a page with a large zoom. */
export const isNarrow = signal(query.matches)
query.addEventListener('change', () => {
  isNarrow.value = query.matches
})
