import { Cross } from '../../components/marks.tsx'
import { isFailure } from '../../outcome.ts'
import type { ObservedExchange } from '../observation.ts'
import { lab, others, seen } from '../state.ts'
import { type Geometry, legsOf, lineOf } from './geometry.ts'
import { type Place, routeOf } from './route.ts'

interface LinesProps {
  geometry: Geometry
  last: ObservedExchange | undefined
}

/** The connections between the boxes. The path of the last request is thicker. */
export function Lines({ geometry: { boxes }, last }: LinesProps) {
  const { nodes, redis } = lab.value
  const route = last ? routeOf(last).places : []
  const lines = [
    { from: 'browser', to: 'nginx', isDown: false },
    { from: 'second', to: 'nginx', isDown: false },
    ...others.value.flatMap((name) => [
      { from: 'nginx', to: name, isDown: false },
      { from: name, to: 'redis', isDown: redis.state === 'away' },
    ]),
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
        const [[x1, y1], [x2, y2]] = lineOf(a, b)
        const at = route.indexOf(from)
        return (
          <path
            key={`${from} ${to}`}
            d={`M${x1} ${y1}L${x2} ${y2}`}
            data-down={isDown}
            data-last={at >= 0 && route[at + 1] === to}
          />
        )
      })}
    </g>
  )
}

/** A ✕ where the last request failed. */
export function FailureMarks({ geometry, last }: LinesProps) {
  const { nodes, redis } = lab.value
  if (!last || !isFailure(last)) return null
  // The failure is over when all that was down is up again.
  const isAllUp = nodes.every(({ state }) => state === 'up') && redis.state === 'up'
  const changedSince = seen.value.some((o) => o.kind === 'condition' && o.seq > last.seq)
  if (isAllUp && changedSince) return null
  const { places, isBroken } = routeOf(last)
  if (!isBroken) return null
  const paths = places.includes('nodes')
    ? nodes.map(({ name }) => ['nginx', name] as Place[])
    : [places]
  return (
    <g data-testid="failure" data-request-id={last.requestId} data-status={last.status}>
      {paths.map((path) => {
        const [x, y] = legsOf(path, true, geometry).at(-1)?.at(-1) ?? [0, 0]
        return <Cross key={path.join()} x={x - 13} y={y - 13} size={26} />
      })}
    </g>
  )
}
