import { texts } from '../i18n/texts.ts'
import type { Exchange } from '../observation.ts'
import { lab, others, seen } from '../state.ts'
import { story } from '../summary.ts'
import type { ShownKey } from './boxes.tsx'
import type { StoreKind } from './geometry.ts'
import { routeOf } from './route.ts'
import { userInMemory } from './server-memory.ts'

interface StageTextProps {
  store: StoreKind
  last: Exchange | undefined
  /** The keys of both devices, where the stage draws them. */
  keys: readonly (ShownKey | undefined)[]
}

/** The content of the stage as text, for screen readers. */
export function StageText({ store, last, keys }: StageTextProps) {
  const l = texts.value
  const { nodes, redis } = lab.value
  const present = keys.flatMap((key) => (key && !key.isGone ? key.id : []))
  return (
    <ul class="visually-hidden">
      {nodes.map(({ name, state, served }) => (
        <li key={name}>{l.nodeText(name, l.nodeState[state], served)}</li>
      ))}
      {others.value.map((name) => (
        <li key={name}>{l.otherServer(name)}</li>
      ))}
      {store === 'redis' && <li>{l.redisText(l.redisState[redis.state])}</li>}
      {keys.length > 0 && <li>{l.redisKeys(present.join(', ') || l.noKeys)}</li>}
      {store === 'memory' &&
        nodes.map(({ name }) => {
          const user = userInMemory(seen.value, name)
          return user && <li key={`memory:${name}`}>{l.memoryKnows(name, user)}</li>
        })}
      {last && (
        <li>
          {l.lastRoute(
            last.number,
            wayOf(last),
            last.status === 0 ? '' : String(last.status),
            story(last, l),
          )}
        </li>
      )}
    </ul>
  )
}

function wayOf(exchange: Exchange): string {
  const l = texts.value
  const { places, isBroken } = routeOf(exchange)
  const names = places.map((place) => {
    if (place === 'browser') return l.browser
    if (place === 'second') return l.secondDeviceBox
    if (place === 'nginx') return 'Nginx'
    if (place === 'redis') return 'Redis'
    return place.startsWith('memory') ? l.memory : place
  })
  return isBroken
    ? `${names.slice(0, -1).join(' → ')}, ${l.brokenAfter(names.at(-2) ?? '')}`
    : names.join(' → ')
}
