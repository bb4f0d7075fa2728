import { ask } from '../actions.ts'
import { texts } from '../i18n/texts.ts'
import { lookOf } from '../lesson/primary.ts'
import { stream, streaming } from '../stream.ts'

export function SendControl() {
  const l = texts.value
  return (
    <div class="buttons">
      <button type="button" class={lookOf('sendOne')} onClick={() => void ask()}>
        {l.sendOne}
      </button>
      <button type="button" class={lookOf('sendTen')} onClick={() => void ask(10)}>
        {l.sendTen}
      </button>
    </div>
  )
}

export function StreamControl() {
  const l = texts.value
  const runs = streaming.value
  return (
    <div class="buttons">
      <button
        type="button"
        class={lookOf('stream')}
        onClick={() => {
          if (runs) streaming.value = false
          else void stream()
        }}
      >
        {runs ? l.pauseStream : l.startStream}
      </button>
    </div>
  )
}
