import { useRef } from 'preact/hooks'
import { encode } from 'uqr'
import { classHost } from '../class-mode.ts'
import { texts } from '../i18n/texts.ts'

const address = `${location.protocol}//${classHost}/join`

/** A button that shows the address which students open, large and as a QR code. */
export function Address() {
  const { class: l, close } = texts.value
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>
        {l.showAddress}
      </button>
      <dialog ref={dialog} class="address panel" aria-labelledby="address-heading">
        <h2 id="address-heading">{l.join}</h2>
        <QrCode text={address} />
        <p class="join-address" translate={false}>
          {address}
        </p>
        <p>{l.sameNetwork}</p>
        <form method="dialog">
          <button type="submit">{close}</button>
        </form>
      </dialog>
    </>
  )
}

/** Dark on white in both themes: not every camera reads the inverse. The border of four is part of the standard. */
function QrCode({ text }: { text: string }) {
  const { size, data } = encode(text, { border: 4 })
  const path = data.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')),
  )
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
      <rect width={size} height={size} />
      <path d={path.join('')} />
    </svg>
  )
}
