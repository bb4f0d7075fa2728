// Shapes that mark backends and failures, so that colour is never the only difference.

/** A cross. CSS sets its position; on the stage, its coordinates do. */
export function Cross({ x, y, size }: { x?: number; y?: number; size?: number }) {
  return (
    <svg
      class="mark cross"
      viewBox="0 0 16 16"
      aria-hidden="true"
      x={x}
      y={y}
      width={size}
      height={size}
    >
      <path d="M3 3l10 10M13 3L3 13" />
    </svg>
  )
}

/** ● for backend-1, ■ for backend-2, ◆ for any other backend. */
export function BackendMark({ name }: { name: string }) {
  return (
    <svg class="mark" data-backend={name} viewBox="0 0 16 16" aria-hidden="true">
      {shapeOf(name)}
    </svg>
  )
}

export function shapeOf(name: string) {
  if (name === 'backend-1') return <circle cx="8" cy="8" r="7" />
  if (name === 'backend-2') return <rect x="1.5" y="1.5" width="13" height="13" rx="1" />
  return <path d="M8 0.5L15.5 8L8 15.5L0.5 8Z" />
}
