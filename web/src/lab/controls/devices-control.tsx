import { BackendName } from '../../components/backend-name.tsx'
import { messages } from '../../i18n/language.ts'
import { credentials, guest, logInElsewhere } from '../accounts.ts'
import { act } from '../actions.ts'
import { devices } from '../devices.ts'
import { texts } from '../i18n/texts.ts'
import { lookOf } from '../lesson/primary.ts'
import { sandbox } from '../lesson/steps.ts'
import { records, users } from '../state.ts'

const shared = { realm: 'shared' } as const

export function DevicesControl() {
  const l = texts.value
  const t = messages.value
  const isOff = !users.value.shared
  const own = credentials.value
  const second = records.value.second?.record.handle
  return (
    <>
      <fieldset class="devices" disabled={isOff}>
        <legend>{l.devices}</legend>
        {isOff && <p class="hint">{l.logInFirst}</p>}
        <ul>
          {devices.value.map(({ handle, current, createdAt, createdBy }) => (
            <li key={handle}>
              <span>
                {current && <strong>{l.thisDevice} </strong>}
                {handle === second && <strong>{l.secondDeviceMark} </strong>}
                {l.deviceSince(
                  new Date(createdAt).toLocaleTimeString(document.documentElement.lang),
                )}{' '}
                <BackendName name={createdBy} />
              </span>
              {!current && (
                <button
                  type="button"
                  class="quiet"
                  onClick={() => void act('revoke', { ...shared, rest: handle })}
                >
                  {l.revoke}
                </button>
              )}
            </li>
          ))}
        </ul>
        <div class="buttons">
          <button type="button" onClick={() => void act('sessions', shared)}>
            {l.showDevices}
          </button>
          <button
            type="button"
            class={lookOf('secondDevice')}
            onClick={() => void logInElsewhere()}
          >
            {l.secondDevice}
          </button>
          <button
            type="button"
            class={lookOf('everywhere')}
            onClick={() => void act('everywhere', shared)}
          >
            {l.everywhere}
          </button>
        </div>
        <p class="hint">{l.secondDeviceText}</p>
        {own && own === guest.value && (
          <p class="hint">
            {l.secondDeviceOwn}{' '}
            <code>
              {location.origin}/#step={sandbox}
            </code>
            <br />
            {t.username} <code>{own.username}</code>, {t.password} <code>{own.password}</code>
          </p>
        )}
      </fieldset>
      <div class="buttons">
        <button
          type="button"
          class={lookOf('sendSecond')}
          onClick={() => void act('me', { realm: 'second' })}
        >
          {l.sendSecond}
        </button>
      </div>
    </>
  )
}
