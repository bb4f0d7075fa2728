import { BackendMark } from './marks.tsx'

/** The name of a backend, always with its colour and its shape. */
export function BackendName({ name }: { name: string }) {
  return (
    <span class="backend-name" translate={false}>
      <BackendMark name={name} />
      {name}
    </span>
  )
}
