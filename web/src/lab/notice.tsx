import { BackendName } from '../components/backend-name.tsx'
import { texts } from './i18n/texts.ts'
import { lab } from './state.ts'
import { reset } from './switches.ts'

/** What is out of order, who did it, and how to put it back: seen by everybody. */
export function Notice() {
  const l = texts.value
  const { nodes, redis, lastSwitch } = lab.value
  const down = nodes.filter(({ state }) => state !== 'up')
  if (down.length === 0 && redis.state === 'up') return null
  return (
    <section class="notice">
      <p>
        {down.map(({ name, state }) => (
          <span key={name}>
            <BackendName name={name} /> {l.nodeState[state]}
          </span>
        ))}
        {redis.state !== 'up' && (
          <span>
            <b>Redis</b> {l.redisState[redis.state]}
          </span>
        )}
        {lastSwitch && <span>{l.thrown(lastSwitch.what, lastSwitch.to, lastSwitch.by)}</span>}
      </p>
      <button type="button" class="quiet" onClick={() => void reset()}>
        {l.reset}
      </button>
    </section>
  )
}
