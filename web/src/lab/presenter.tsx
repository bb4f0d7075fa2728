// The switch of presenter mode, the button that opens the class, and the list of the keys.
import { useEffect, useRef } from 'preact/hooks'
import { CopyButton } from '../components/copy-button.tsx'
import { inClass, setInClass } from './class-mode.ts'
import { texts } from './i18n/texts.ts'
import { shortcuts, startKeys } from './keys.ts'
import { presenterLink, presenting, setPresenting } from './presenter-mode.ts'

export function PresenterSwitch() {
  const l = texts.value
  return (
    <>
      <button
        type="button"
        class="quiet"
        aria-pressed={presenting.value}
        onClick={() => setPresenting(!presenting.value)}
      >
        {l.presenter}
      </button>
      {presenting.value && !inClass.value && (
        <button type="button" class="quiet" onClick={() => setInClass(true)}>
          {l.class.start}
        </button>
      )}
      {presenting.value && <Keys />}
    </>
  )
}

/** Runs the keys while it is on the page, and lists them. */
function Keys() {
  const l = texts.value
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => startKeys(() => dialog.current?.showModal()), [])
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>
        {l.keys}
      </button>
      <dialog ref={dialog} class="keys panel" aria-labelledby="keys-heading">
        <h2 id="keys-heading">{l.keys}</h2>
        <dl>
          {shortcuts.map(({ name, shown }) => (
            <div key={name}>
              <dt>
                {shown.map((key) => (
                  <kbd key={key}>{key === ' ' ? l.spaceKey : key}</kbd>
                ))}
              </dt>
              <dd>{l.shortcuts[name]}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog" class="buttons">
          <CopyButton text={presenterLink}>{l.copyLink}</CopyButton>
          <button type="submit">{l.close}</button>
        </form>
      </dialog>
    </>
  )
}
