// Where the sessions of a realm live, in one still picture.
import { messages } from '../i18n/language.ts'
import type { Realm } from '../outcome.ts'

const rows = [
  { name: 'backend-1', y: 34 },
  { name: 'backend-2', y: 106 },
] as const

export function Diagram({ realm }: { realm: Realm }) {
  const t = messages.value
  const shared = realm === 'shared'
  return (
    <svg
      class="diagram"
      viewBox="0 0 460 140"
      role="img"
      aria-label={shared ? t.sharedDiagram : t.isolatedDiagram}
    >
      <g class="lines">
        <path d="M92 70H118" />
        {rows.map(({ name, y }) => (
          <g key={name}>
            <path d={`M182 70C200 70 192 ${y} 212 ${y}`} />
            <path d={shared ? `M338 ${y}C358 ${y} 350 70 368 70` : `M338 ${y}H368`} />
          </g>
        ))}
      </g>
      <Box x={2} y={70} width={90} label={t.browser} />
      <Box x={118} y={70} width={64} label="Nginx" />
      {rows.map(({ name, y }) => (
        <g key={name} class="node" data-backend={name}>
          <rect x={212} y={y - 21} width={126} height={42} rx={8} />
          {name === 'backend-1' ? (
            <circle class="shape" cx={230} cy={y} r={7.5} />
          ) : (
            <rect class="shape" x={223} y={y - 7} width={14} height={14} rx={1} />
          )}
          <text x={246} y={y + 6} class="start">
            {name}
          </text>
        </g>
      ))}
      {shared ? (
        <Store y={70} height={72} label="Redis" />
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
      <path d={`M368 ${top}V${bottom}A45 6 0 0 0 458 ${bottom}V${top}`} />
      <ellipse cx={413} cy={top} rx={45} ry={6} />
      <text x={413} y={y + 9}>
        {label}
      </text>
    </g>
  )
}
