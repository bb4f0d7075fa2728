import { BackendMark } from './marks.tsx'

/** Colour, shape and name: a backend never shows fewer than these three. */
export function BackendName({ name }: { name: string }) {
  return (
    <span class="backend-name">
      <BackendMark name={name} />
      {name}
    </span>
  )
}
