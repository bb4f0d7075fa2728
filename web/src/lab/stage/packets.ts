// Animates packets: each moves along the path of an answered request.
import { shapeOf } from '../../components/marks.tsx'
import type { Point } from './geometry.ts'

export interface Packet {
  requestId: string
  servedBy: string
  status: number
  realm: string
  /** Whether this page sent the request. Packets of other visitors are smaller and paler. */
  isOwn: boolean
  /** Whether the answer was for a logged-in user. */
  isKnown: boolean
  isBroken: boolean
  path: readonly Point[]
}

const segmentMs = 130
/** How long a packet is shown when the visitor prefers reduced motion. */
const staticMs = 900
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

export function drawPacket(packet: Packet, layer: Element): void {
  const { path, isBroken } = packet
  const mark = packetElement(packet)
  layer.append(mark)
  const forward = path.map(([x, y]) => ({ transform: `translate(${x}px, ${y}px)` }))
  const stop = forward.at(-1)
  if (stop === undefined || reducedMotion.matches) {
    if (stop) mark.style.transform = stop.transform
    setTimeout(() => mark.remove(), staticMs)
    return
  }
  // The packet of a failed request does not return.
  const keyframes = isBroken
    ? [...forward, { ...stop, opacity: 0 }]
    : [...forward, ...forward.toReversed().slice(1)]
  mark.animate(keyframes, { duration: segmentMs * (keyframes.length - 1) }).onfinish = () =>
    mark.remove()
}

function packetElement({ requestId, servedBy, status, realm, isOwn, isKnown, isBroken }: Packet) {
  const group = element('g')
  Object.assign(group.dataset, { requestId, servedBy, status, realm, own: isOwn, known: isKnown })
  group.setAttribute('class', isBroken ? 'packet broken' : 'packet')
  const r = isOwn ? 9 : 5
  if (isBroken) group.append(element('path', { d: `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}` }))
  else {
    const transform = `scale(${r / 8}) translate(-8 -8)`
    group.append(element('path', { d: shapeOf(servedBy), transform }))
  }
  return group
}

function element<Name extends 'g' | 'path'>(
  name: Name,
  attributes: Record<string, string | number> = {},
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}
