import { useEffect, useRef, useState } from 'preact/hooks'
import { texts } from '../i18n/texts.ts'
import type { ShownRecord } from '../state.ts'

const radius = 19
const length = 2 * Math.PI * radius
/** A ring for a longer time would move too slowly to be seen. */
const smoothMs = 60_000

/** A ring that empties as the session's time runs out. */
export function Ring({ seen: { record, at, ended } }: { seen: ShownRecord }) {
  const l = texts.value
  const circle = useRef<SVGCircleElement>(null)
  const [now, setNow] = useState(performance.now())
  const leftMs = ended === null ? Math.max(0, at + record.ttlMs - now) : 0
  const wholeMs = Math.max(record.ttlMs, Number(record.fields.maxInactiveInterval ?? 0) * 1000)
  const offset = (ms: number) => `${length * (1 - ms / wholeMs)}px`

  useEffect(() => {
    if (ended !== null) return
    const timer = setInterval(() => setNow(performance.now()), 1_000)
    const prefersReducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches
    const animation =
      wholeMs <= smoothMs && !prefersReducedMotion
        ? circle.current?.animate(
            [{ strokeDashoffset: offset(leftMs) }, { strokeDashoffset: offset(0) }],
            { duration: leftMs, fill: 'forwards' },
          )
        : undefined
    return () => {
      clearInterval(timer)
      animation?.cancel()
    }
  }, [ended])

  const seconds = Math.ceil(leftMs / 1_000)
  const time = seconds < 120 ? l.seconds(seconds) : l.minutes(Math.round(seconds / 60))
  return (
    <div class="ring">
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle cx="22" cy="22" r={radius} />
        <circle
          ref={circle}
          cx="22"
          cy="22"
          r={radius}
          class="left"
          style={{ strokeDasharray: `${length}px`, strokeDashoffset: offset(leftMs) }}
        />
      </svg>
      <span>{ended === null && l.ttlLeft(time)}</span>
    </div>
  )
}
