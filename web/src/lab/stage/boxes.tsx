import { shapeOf } from '../../components/marks.tsx'
import type { Box, KeysLayout } from './geometry.ts'

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

/** The browser, with the session cookie that it holds. */
export function BrowserBox({ box, label, cookie }: BoxProps & { label: string; cookie: string }) {
  if (!box) return null
  // A long name and its value have a line each.
  const lines = cookie.length > 12 ? cookie.split(/(?==)/) : cookie ? [cookie] : []
  const top = box.y + 6 - lines.length * 10
  return (
    <g class="box browser" data-cookie={cookie}>
      <Frame {...box} />
      <text x={box.x} y={top} class={box.width < 120 || lines.length > 1 ? 'small' : ''}>
        {label}
      </text>
      {lines.map((line, i) => (
        <text key={line} x={box.x} y={top + 20 + i * 17} class="cookie">
          {line}
        </text>
      ))}
    </g>
  )
}

interface NodeBoxProps extends BoxProps {
  name: string
  isDown: boolean
  text: string
}

/** A box of this height or less has room for one line. */
const oneLine = 40

/** A server: its colour, shape, name and, where there is room, its state. */
export function NodeBox({ box, name, isDown, text }: NodeBoxProps) {
  if (!box) return null
  const { x, y, width, height } = box
  const baseline = height > oneLine ? y - 6 : y + 6
  return (
    <g class="box node" data-backend={name} data-down={isDown}>
      <Frame {...box} />
      <svg
        x={x - width / 2 + 16}
        y={baseline - 15}
        width={18}
        height={18}
        viewBox="0 0 16 16"
        class="shape"
        aria-hidden="true"
      >
        <path d={shapeOf(name)} />
      </svg>
      <text x={x - width / 2 + 42} y={baseline} class="start name">
        {name}
      </text>
      {height > oneLine && (
        <text x={x} y={y + Math.min(20, height / 2 - 10)} class="small">
          {text}
        </text>
      )}
    </g>
  )
}

/** A session key that Redis holds, or has held. */
export interface ShownKey {
  id: string
  isGone: boolean
}

interface StoreBoxProps extends BoxProps {
  label: string
  text: string
  /** The places of the texts when the store shows keys. */
  layout?: KeysLayout | undefined
  keys?: readonly (ShownKey | undefined)[]
}

/** A store, drawn as a cylinder. A low one shows only its text. */
export function StoreBox({ box, label, text, layout, keys = [] }: StoreBoxProps) {
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
      {height > oneLine && (
        <text x={layout?.label[0] ?? x} y={layout?.label[1] ?? y + (text ? 4 : 10)} class="name">
          {label}
        </text>
      )}
      <text
        x={layout?.state[0] ?? x}
        y={layout?.state[1] ?? y + (height > oneLine ? 23 : 9)}
        class="small"
      >
        {text}
      </text>
      {layout?.keys.map((place, i) => (
        <KeyBox key={place.y + place.x} box={place} shown={keys[i]} />
      ))}
    </g>
  )
}

function KeyBox({ box, shown }: { box: Box; shown: ShownKey | undefined }) {
  if (!shown) return null
  return (
    <g class="key" data-gone={shown.isGone}>
      <Frame {...box} />
      <text x={box.x} y={box.y + 5} class="cookie">
        {shown.isGone ? `✕ ${shown.id}` : shown.id}
      </text>
    </g>
  )
}

function Frame({ x, y, width, height }: Box) {
  return <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={10} />
}
