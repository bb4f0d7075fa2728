// Animates packets: each moves along the path of an answered request.
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

const legMs = 130
/** How long a packet is shown when the visitor prefers reduced motion. */
const stillMs = 900
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

export function show(packet: Packet, layer: Element): void {
  const { path, isBroken } = packet
  const mark = markOf(packet)
  layer.append(mark)
  const there = path.map(([x, y]) => ({ transform: `translate(${x}px, ${y}px)` }))
  const stop = there.at(-1)
  if (stop === undefined || reducedMotion.matches) {
    if (stop) mark.style.transform = stop.transform
    setTimeout(() => mark.remove(), stillMs)
    return
  }
  // The packet of a failed request does not return.
  const way = isBroken
    ? [...there, { ...stop, opacity: 0 }]
    : [...there, ...there.toReversed().slice(1)]
  mark.animate(way, { duration: legMs * (way.length - 1) }).onfinish = () => mark.remove()
}

function markOf({ requestId, servedBy, status, realm, isOwn, isKnown, isBroken }: Packet) {
  const group = element('g')
  Object.assign(group.dataset, { requestId, servedBy, status, realm, own: isOwn, known: isKnown })
  group.setAttribute('class', isBroken ? 'packet broken' : 'packet')
  const r = isOwn ? 9 : 5
  if (isBroken) group.append(element('path', { d: `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}` }))
  else if (servedBy === 'backend-2')
    group.append(element('rect', { x: -r, y: -r, width: 2 * r, height: 2 * r, rx: 1 }))
  else group.append(element('circle', { r }))
  return group
}

function element<Name extends 'g' | 'path' | 'rect' | 'circle'>(
  name: Name,
  attributes: Record<string, string | number> = {},
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}
