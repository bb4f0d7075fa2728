// The stage: all parts that a request passes, and a packet for each answered request.
import type { Realm } from '@session-clustering/api/lab'
import { useRef } from 'preact/hooks'
import { cookieNames, cookies, shortCookie } from '../cookies.ts'
import { texts } from '../i18n/texts.ts'
import { openStep } from '../lesson/progress.ts'
import { isExchange } from '../observation.ts'
import { isNarrow } from '../size.ts'
import { lab, others, realm, records, seen, servers } from '../state.ts'
import { BrowserBox, NodeBox, PlainBox, type ShownKey, StoreBox } from './boxes.tsx'
import { geometryOf, type StoreKind } from './geometry.ts'
import { FailureMarks, Lines } from './lines.tsx'
import type { Place } from './route.ts'
import { userInMemory } from './server-memory.ts'
import { SpeedControl } from './speed-control.tsx'
import { StageText } from './stage-text.tsx'
import { Told } from './told.tsx'
import { usePackets } from './use-packets.ts'

export function Stage() {
  const l = texts.value
  const layer = useRef<SVGGElement>(null)
  const store: StoreKind = !openStep.value.showsStore
    ? 'none'
    : realm.value === 'isolated'
      ? 'memory'
      : 'redis'
  const hasSecond = openStep.value.controls.includes('devices') && realm.value === 'shared'
  const geometry = geometryOf(isNarrow.value, {
    store,
    servers: servers.value,
    hasSecond,
  })
  const { boxes, width, height } = geometry
  const { nodes, redis } = lab.value
  const last = seen.value.findLast(isExchange)
  const keys = hasSecond ? [shownKey('shared'), shownKey('second')] : []
  usePackets(layer, geometry)

  const elsewhere = seen.value.reduce((sum, o) => sum + (o.kind === 'elsewhere' ? o.count : 0), 0)
  return (
    <section class="stage" aria-label={l.stage}>
      {/* A browser's translation would put HTML elements into the SVG texts, which then disappear. */}
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" class="notranslate">
        <Lines geometry={geometry} last={last} />
        <BrowserBox
          box={boxes.browser}
          label={l.browser}
          cookie={cookieText(realm.value, l.noCookieYet) ?? l.noCookieYet}
        />
        <BrowserBox
          box={boxes.second}
          label={l.secondDeviceBox}
          cookie={cookieText('second', l.noCookieYet) ?? ''}
        />
        <PlainBox box={boxes.nginx} label="Nginx" />
        {nodes.map(({ name, state, served }) => (
          <NodeBox
            key={name}
            box={boxes[name as Place]}
            name={name}
            isDown={state !== 'up'}
            text={`${l.nodeState[state]} · ${state === 'up' ? l.served(served) : served}`}
          />
        ))}
        {others.value.map((name) => (
          <NodeBox
            key={name}
            box={boxes[name as Place]}
            name={name}
            isDown={false}
            text="Spring Boot"
          />
        ))}
        <StoreBox
          box={boxes.redis}
          label="Redis"
          text={redis.state === 'up' ? '' : l.redisState[redis.state]}
          layout={geometry.keys}
          keys={keys}
        />
        {nodes.map(({ name }) => (
          <StoreBox
            key={name}
            box={boxes[`memory:${name}`]}
            label={l.memory}
            text={userInMemory(seen.value, name) ?? '–'}
          />
        ))}
        <g ref={layer} />
        <FailureMarks geometry={geometry} last={last} />
      </svg>
      <Told last={last} />
      <SpeedControl />
      {elsewhere > 0 && <p class="hint">{l.elsewhere(elsewhere)}</p>}
      <StageText store={store} last={last} keys={keys} />
    </section>
  )
}

/** The cookie that the browser sends in a realm; undefined when no answer has said it. */
function cookieText(of: Realm, none: string): string | undefined {
  const cookie = cookies.value[of]
  return cookie ? `${cookieNames[of]}=${shortCookie(cookie)}` : cookie === null ? none : undefined
}

function shownKey(of: Realm): ShownKey | undefined {
  const { record, ended } = records.value[of] ?? {}
  const id = record?.key.split(':').at(-1)
  return id === undefined ? undefined : { id: shortCookie(id), isGone: ended !== null }
}
