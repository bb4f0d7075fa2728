import { shapeOf } from '../../components/marks.tsx'
import type { Box } from './geometry.ts'

interface BoxProps {
  /** Undefined when the box is not on this stage. */
  box: Box | undefined
}

export function PlainBox({ box, label }: BoxProps & { label: string }) {
  if (!box) return null
  return (
    <g class="box">
      <Frame {...box} />
      <text x={box.x} y={box.y + 6}>
        {label}
      </text>
    </g>
  )
}

interface NodeBoxProps extends BoxProps {
  name: string
  isDown: boolean
  text: string
}

/** A server: its colour, shape, name and state. */
export function NodeBox({ box, name, isDown, text }: NodeBoxProps) {
  if (!box) return null
  const { x, y, width } = box
  return (
    <g class="box node" data-backend={name} data-down={isDown}>
      <Frame {...box} />
      <svg
        x={x - width / 2 + 16}
        y={y - 21}
        width={18}
        height={18}
        viewBox="0 0 16 16"
        class="shape"
        aria-hidden="true"
      >
        {shapeOf(name)}
      </svg>
      <text x={x - width / 2 + 42} y={y - 6} class="start name">
        {name}
      </text>
      <text x={x} y={y + 20} class="small">
        {text}
      </text>
    </g>
  )
}

/** A store, drawn as a cylinder. */
export function StoreBox({ box, label, text }: BoxProps & { label: string; text: string }) {
  if (!box) return null
  const { x, y, width, height } = box
  const [left, right, top, bottom] = [
    x - width / 2,
    x + width / 2,
    y - height / 2 + 7,
    y + height / 2 - 7,
  ]
  const r = `${width / 2} 7`
  return (
    <g class="box store">
      <path d={`M${left} ${top}V${bottom}A${r} 0 0 0 ${right} ${bottom}V${top}`} />
      <ellipse cx={x} cy={top} rx={width / 2} ry={7} />
      <text x={x} y={y + (text ? 4 : 10)} class="name">
        {label}
      </text>
      <text x={x} y={y + 23} class="small">
        {text}
      </text>
    </g>
  )
}

function Frame({ x, y, width, height }: Box) {
  return <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={10} />
}
