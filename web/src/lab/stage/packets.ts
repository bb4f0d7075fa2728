// Flies packets: each moves along the path of an answered request, there and back.
import { shapeOf } from '../../components/marks.tsx'
import type { Leg, Point } from './geometry.ts'
import { currentFlight, rest, runLeg } from './speed.ts'

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
  legs: readonly Leg[]
  /** From nginx to each server that did not answer. The packet flies there and back before its second leg. */
  bounces: readonly Leg[]
  /** The text beside a packet that did not reach a server. */
  refused: string
  /** The cookie that the request carries, or an empty text. */
  cookie: string
  /** What the answer brings: whether the session was found, or a new cookie. */
  result: Result
}

export interface Result {
  text: string
  /** A new cookie, or a good or bad result of looking for the session. */
  kind: 'cookie' | 'good' | 'bad'
}

/** The time of one leg, by its length in units of the stage. */
const legMs = (length: number) => Math.min(190, Math.max(100, 0.9 * length))
const fadeMs = 250
/** How long a packet is shown when the visitor prefers reduced motion. */
const staticMs = 900
export const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

/** Resolves when the packet is back at the browser, or at once when nothing may move. */
export async function fly(packet: Packet, layer: Element): Promise<void> {
  const { legs, bounces, isBroken } = packet
  const mark = packetElement(packet)
  layer.append(mark)
  const turn = legs.at(-1)?.at(-1)
  if (turn === undefined || reducedMotion.matches || document.hidden) {
    showResult(mark, packet)
    if (turn) place(mark, turn)
    setTimeout(() => mark.remove(), staticMs)
    return
  }
  const flight = currentFlight()
  // Other visitors' packets do not wait, or they would pile up.
  const pauseHere = async () => packet.isOwn && rest(flight)
  const run = async (way: readonly Leg[], onRest: () => unknown = () => {}) => {
    for (const [i, leg] of way.entries()) {
      if (i > 0) await pauseHere()
      if (i > 0) onRest()
      await runLeg(flight, () => move(mark, leg))
    }
  }
  await run(legs.slice(0, 1))
  for (const bounce of bounces) {
    await pauseHere()
    await runLeg(flight, () => move(mark, bounce))
    mark.lastChild?.replaceWith(labelElement(packet.refused, 'bad'))
    await pauseHere()
    await runLeg(flight, () => move(mark, bounce.toReversed()))
    mark.lastChild?.replaceWith(labelElement(packet.cookie))
  }
  if (legs.length > 1) await pauseHere()
  await run(legs.slice(1))
  showResult(mark, packet)
  await pauseHere()
  if (isBroken) await runLeg(flight, () => mark.animate([{ opacity: 1 }, { opacity: 0 }], fadeMs))
  else {
    const back = legs.toReversed().map((leg) => leg.toReversed())
    // Nearer to the browser, many packets share one line, and their texts would overlap.
    await run(back, () => packet.result.kind === 'cookie' || mark.querySelector('text')?.remove())
  }
  mark.remove()
}

function move(mark: SVGElement, leg: Leg): Animation {
  const keyframes = leg.map((point) => ({ transform: translate(point) }))
  const [start = [0, 0], end = start] = [leg[0], leg.at(-1)]
  place(mark, end)
  const duration = legMs(Math.hypot(end[0] - start[0], end[1] - start[1]))
  return mark.animate(keyframes, { duration, easing: 'ease-in-out' })
}

const translate = ([x, y]: Point) => `translate(${x}px, ${y}px)`

function place(mark: SVGElement, point: Point): void {
  mark.style.transform = translate(point)
}

/** On the way there, a packet is a plain dot: the turn and the outcome show on the way back. */
function packetElement({ requestId, servedBy, status, realm, isOwn, isKnown, cookie }: Packet) {
  const group = element('g', { class: 'packet' })
  Object.assign(group.dataset, { requestId, servedBy, status, realm, own: isOwn, known: isKnown })
  group.append(element('circle', { r: isOwn ? 8 : 4 }), labelElement(cookie))
  return group
}

function showResult(mark: SVGElement, { servedBy, isOwn, isBroken, result }: Packet): void {
  const r = isOwn ? 9 : 5
  const transform = `scale(${r / 8}) translate(-8 -8)`
  const label = labelElement(result.text, result.kind)
  mark.classList.add(isBroken ? 'broken' : 'returning')
  mark.replaceChildren(
    isBroken
      ? element('path', { d: `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}` })
      : servedBy
        ? element('path', { d: shapeOf(servedBy), transform })
        : element('circle', { r }),
    label,
  )
}

function labelElement(text: string, kind: Result['kind'] = 'cookie') {
  const label = element('text', { y: -15 })
  label.dataset.result = kind
  label.textContent = text
  return label
}

function element<Name extends 'g' | 'path' | 'circle' | 'text'>(
  name: Name,
  attributes: Record<string, string | number> = {},
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}
