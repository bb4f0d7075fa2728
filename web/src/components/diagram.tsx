// Where the sessions of a realm live, in one still picture.
import { messages } from '../i18n/language.ts'
import type { Realm } from '../outcome.ts'

const rows = [
  { name: 'backend-1', y: 32 },
  { name: 'backend-2', y: 104 },
] as const

export function Diagram({ realm }: { realm: Realm }) {
  const t = messages.value
  const shared = realm === 'shared'
  return (
    <svg
      class="diagram"
      viewBox="0 0 398 136"
      role="img"
      aria-label={shared ? t.sharedDiagram : t.isolatedDiagram}
    >
      <g class="lines">
        <path d="M76 68H94" />
        {rows.map(({ name, y }) => (
          <g key={name}>
            <path d={`M152 68C168 68 160 ${y} 176 ${y}`} />
            <path d={shared ? `M294 ${y}C308 ${y} 302 68 316 68` : `M294 ${y}H316`} />
          </g>
        ))}
      </g>
      <Box x={2} y={68} width={74} label={t.browser} />
      <Box x={94} y={68} width={58} label="Nginx" />
      {rows.map(({ name, y }) => (
        <g key={name} class="node" data-backend={name}>
          <rect x={176} y={y - 21} width={118} height={42} rx={8} />
          {name === 'backend-1' ? (
            <circle class="shape" cx={193} cy={y} r={7.5} />
          ) : (
            <rect class="shape" x={186} y={y - 7} width={14} height={14} rx={1} />
          )}
          <text x={206} y={y + 6} class="start">
            {name}
          </text>
        </g>
      ))}
      {shared ? (
        <Store y={68} height={72} label="Redis" />
      ) : (
        rows.map(({ name, y }) => <Store key={name} y={y} height={52} label={t.memory} />)
      )}
    </svg>
  )
}

function Box({ x, y, width, label }: { x: number; y: number; width: number; label: string }) {
  return (
    <g class="node">
      <rect x={x} y={y - 21} width={width} height={42} rx={8} />
      <text x={x + width / 2} y={y + 6}>
        {label}
      </text>
    </g>
  )
}

/** A cylinder, as stores are drawn. */
function Store({ y, height, label }: { y: number; height: number; label: string }) {
  const top = y - height / 2 + 6
  const bottom = y + height / 2 - 6
  return (
    <g class="node store">
      <path d={`M316 ${top}V${bottom}A40 6 0 0 0 396 ${bottom}V${top}`} />
      <ellipse cx={356} cy={top} rx={40} ry={6} />
      <text x={356} y={y + 9}>
        {label}
      </text>
    </g>
  )
}
