import { texts } from '../i18n/texts.ts'
import { reducedMotion } from './packets.ts'
import { isWaiting, moveOn, setSpeed, speed, speeds } from './speed.ts'

/** How fast packets fly. Without flights there is nothing to choose. */
export function SpeedControl() {
  const l = texts.value
  if (reducedMotion.matches) return null
  return (
    <fieldset class="speed">
      <legend>{l.speed}</legend>
      {speeds.map((each) => (
        <button
          key={each}
          type="button"
          class="quiet"
          aria-pressed={speed.value === each}
          onClick={() => setSpeed(each)}
        >
          {l.speeds[each]}
        </button>
      ))}
      {speed.value === 'leg' && (
        <button type="button" class="move-on" disabled={!isWaiting.value} onClick={moveOn}>
          {l.moveOn}
        </button>
      )}
    </fieldset>
  )
}
