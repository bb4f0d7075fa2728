import { BackendName } from '../components/backend-name.tsx'
import { texts } from './i18n/texts.ts'
import { lab } from './state.ts'
import { reset, switchSentence } from './switches.ts'

/** Shows all visitors what is down, who switched it off, and a button that undoes it. */
export function Notice() {
  const l = texts.value
  const { nodes, redis, lastSwitch } = lab.value
  const down = nodes.filter(({ state }) => state !== 'up')
  if (down.length === 0 && redis.state === 'up') return null
  // Somebody may have started it from a terminal since.
  const isStillOff =
    (lastSwitch?.to === 'stopped' && down.some(({ name }) => name === lastSwitch.what)) ||
    (lastSwitch?.to === 'cut' && redis.state === 'cut')
  // A reset cannot start a node whose process has ended.
  const canReset = redis.state === 'cut' || down.some(({ state }) => state !== 'away')
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
        {isStillOff && <span>{switchSentence(lastSwitch)(l)}</span>}
      </p>
      {canReset && (
        <button type="button" class="quiet" onClick={() => void reset()}>
          {l.reset}
        </button>
      )}
    </section>
  )
}
