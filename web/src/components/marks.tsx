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

export function BackendMark({ name }: { name: string }) {
  return (
    <svg class="mark" data-backend={name} viewBox="0 0 16 16" aria-hidden="true">
      <path d={shapeOf(name)} />
    </svg>
  )
}

// The shapes of backend-1 to backend-8 and of spring-1, as paths in a square of 16: ● ■ ◆ ✚ ★ ⬢ ▼ ◗ ▲
const shapes: Record<string, string> = {
  'backend-1': 'M1 8a7 7 0 1 0 14 0a7 7 0 1 0 -14 0Z',
  'backend-2': 'M1.5 1.5h13v13h-13Z',
  'backend-3': 'M8 0.5L15.5 8L8 15.5L0.5 8Z',
  'backend-4': 'M5.5 1h5v4.5h4.5v5h-4.5v4.5h-5v-4.5h-4.5v-5h4.5Z',
  'backend-5': 'M8 0.5L10 5.8L15.6 6.1L11.3 9.6L12.7 15L8 12L3.3 15L4.7 9.6L0.4 6.1L6 5.8Z',
  'backend-6': 'M8 0.5L14.5 4.2V11.8L8 15.5L1.5 11.8V4.2Z',
  'backend-7': 'M0.5 2H15.5L8 15Z',
  'backend-8': 'M4 1a7 7 0 0 1 0 14Z',
}
const otherShape = 'M0.5 14.5L8 1L15.5 14.5Z'

/** The path of a server's shape. ▲ for spring-1, and for a server of any other name. */
export function shapeOf(name: string): string {
  return shapes[name] ?? otherShape
}
