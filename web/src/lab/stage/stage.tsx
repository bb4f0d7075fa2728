// The stage: everything that a request meets, and the packets of those that were answered.
import { useEffect, useRef } from 'preact/hooks'
import { Cross } from '../../components/marks.tsx'
import { isFailure } from '../../outcome.ts'
import { texts } from '../i18n/texts.ts'
import { openStep } from '../lesson/progress.ts'
import { onTraffic } from '../live.ts'
import type { Exchange, Traffic } from '../observation.ts'
import { onExchange } from '../send.ts'
import { isNarrow } from '../size.ts'
import { exchanges, lab, realm, seen } from '../state.ts'
import { NodeBox, PlainBox, StoreBox } from './boxes.tsx'
import { type Geometry, geometryOf, pathOf, type StoreKind } from './geometry.ts'
import { knownTo } from './memories.ts'
import { show } from './packets.ts'
import { type Place, routeOf } from './route.ts'
import { StageText } from './stage-text.tsx'

// More at once is a crowd, in which nobody is told from another.
const crowd = 24

export function Stage() {
  const l = texts.value
  const layer = useRef<SVGGElement>(null)
  const store: StoreKind = !openStep.value.showsStore
    ? 'none'
    : realm.value === 'isolated'
      ? 'memory'
      : 'redis'
  const geometry = geometryOf(isNarrow.value, store)
  const { boxes, width, height } = geometry
  const { nodes, redis } = lab.value
  const last = exchanges.value.at(-1)
  usePackets(layer, geometry)

  const elsewhere = seen.value.reduce((sum, o) => sum + (o.kind === 'elsewhere' ? o.count : 0), 0)
  return (
    <section class="stage" aria-label={l.stage} data-store={store}>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <Lines geometry={geometry} last={last} />
        <g ref={layer} />
        <PlainBox box={boxes.browser} label={l.browser} />
        <PlainBox box={boxes.nginx} label="Nginx" />
        {nodes.map(({ name, state, served }) => (
          <NodeBox
            key={name}
            box={boxes[name as Place]}
            name={name}
            isDown={state !== 'up'}
            text={`${l.nodeState[state]} · ${state === 'up' ? l.served(served) : served}`}
          />
        ))}
        <StoreBox
          box={boxes.redis}
          label="Redis"
          text={redis.state === 'up' ? '' : l.redisState[redis.state]}
        />
        {nodes.map(({ name }) => (
          <StoreBox
            key={name}
            box={boxes[`memory:${name}`]}
            label={l.memory}
            text={knownTo(seen.value, name) ?? '–'}
          />
        ))}
        <Breaks geometry={geometry} last={last} />
      </svg>
      {elsewhere > 0 && <p class="hint">{l.elsewhere(elsewhere)}</p>}
      <StageText store={store} last={last} />
    </section>
  )
}

/** Real answers, from here and from elsewhere, become packets. */
function usePackets(layer: { current: SVGGElement | null }, geometry: Geometry): void {
  const current = useRef(geometry)
  current.current = geometry
  useEffect(() => {
    const own = (exchange: Exchange) => {
      const { requestId, servedBy, status, realm, user } = exchange
      const { places, isBroken } = routeOf(exchange)
      const path = pathOf(places, isBroken, current.current)
      const packet = { requestId, servedBy: servedBy ?? '', status, realm, path }
      if (layer.current) {
        show({ ...packet, isOwn: true, isKnown: Boolean(user), isBroken }, layer.current)
      }
    }
    const foreign = (requests: readonly Traffic[]) => {
      requests
        .slice(0, crowd)
        .forEach(({ requestId, servedBy, status, realm, authenticated }, i) => {
          const path = pathOf(['elsewhere', 'nginx', servedBy as Place], false, current.current)
          const packet = { requestId, servedBy, status, realm, path, isOwn: false, isBroken: false }
          setTimeout(
            () => {
              if (layer.current) show({ ...packet, isKnown: authenticated === true }, layer.current)
            },
            (i * 250) / crowd,
          )
        })
    }
    onExchange.add(own)
    onTraffic.add(foreign)
    return () => {
      onExchange.delete(own)
      onTraffic.delete(foreign)
    }
  }, [])
}

/** What is connected with what; the way of the last request is drawn thicker. */
function Lines({ geometry: { boxes }, last }: { geometry: Geometry; last: Exchange | undefined }) {
  const { nodes, redis } = lab.value
  const way = last ? routeOf(last).places : []
  const lines = [
    { from: 'browser', to: 'nginx', isDown: false },
    ...nodes.flatMap(({ name, state }) => [
      { from: 'nginx', to: name, isDown: state !== 'up' },
      { from: name, to: 'redis', isDown: state !== 'up' || redis.state !== 'up' },
      { from: name, to: `memory:${name}`, isDown: state !== 'up' },
    ]),
  ] as { from: Place; to: Place; isDown: boolean }[]
  return (
    <g
      class="lines"
      data-request-id={last?.requestId}
      data-served-by={last?.servedBy ?? ''}
      data-status={last?.status}
    >
      {lines.map(({ from, to, isDown }) => {
        const [a, b] = [boxes[from], boxes[to]]
        if (!a || !b) return null
        const at = way.indexOf(from)
        return (
          <path
            key={`${from} ${to}`}
            d={`M${a.x} ${a.y}L${b.x} ${b.y}`}
            data-down={isDown}
            data-last={at >= 0 && way[at + 1] === to}
          />
        )
      })}
    </g>
  )
}

/** ✕ where the last request broke. */
function Breaks({ geometry, last }: { geometry: Geometry; last: Exchange | undefined }) {
  if (!last || !isFailure(last)) return null
  const { places, isBroken } = routeOf(last)
  if (!isBroken) return null
  const ways = places.includes('nodes')
    ? lab.value.nodes.map(({ name }) => ['nginx', name] as Place[])
    : [places]
  return (
    <g data-testid="breaks" data-request-id={last.requestId} data-status={last.status}>
      {ways.map((way) => {
        const [x, y] = pathOf(way, true, geometry).at(-1) ?? [0, 0]
        return <Cross key={way.join()} x={x - 13} y={y - 13} size={26} />
      })}
    </g>
  )
}
