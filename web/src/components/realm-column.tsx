import { useEffect, useRef } from 'preact/hooks'
import { messages } from '../i18n/language.ts'
import type { Realm } from '../outcome.ts'
import { busy, lastAction, realms } from '../state.ts'
import { BackendName } from './backend-name.tsx'
import { Cell } from './cell.tsx'
import { Diagram } from './diagram.tsx'

// As in layout.css: where the controls stay in sight, the page may scroll to the newest cells.
const controlsStay = matchMedia('(min-width: 56rem) and (min-height: 40rem)')

/** One realm: where its sessions live, who you are there, and who served each request. */
export function RealmColumn({ realm }: { realm: Realm }) {
  const t = messages.value
  const { entries, identity } = realms[realm]
  const who = identity.value
  const shared = realm === 'shared'
  const strip = useRef<HTMLOListElement>(null)
  const done = lastAction.value

  useEffect(() => {
    if (done.length > 0 && controlsStay.matches) {
      strip.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
    }
  }, [done])

  return (
    <section class="panel realm" aria-labelledby={`${realm}-heading`}>
      <div class="realm-head">
        <div>
          <h2 id={`${realm}-heading`}>{shared ? t.sharedStore : t.isolatedStores}</h2>
          <p>{shared ? t.sharedStoreText : t.isolatedStoresText}</p>
          <code>{shared ? '/api' : '/api/isolated'}</code>
        </div>
        <Diagram realm={realm} />
      </div>
      <p class="identity" data-testid="identity" data-username={who?.username ?? ''}>
        <strong>{who ? t.loggedInAs(who.username) : t.anonymousVisitor}</strong>
        {who && (
          <span>
            {t.sessionCreatedBy} <BackendName name={who.session.createdBy} />
          </span>
        )}
      </p>
      <ol
        class="strip"
        ref={strip}
        aria-label={shared ? t.sharedRequests : t.isolatedRequests}
        aria-busy={busy.value}
      >
        {entries.value.map((entry) => (
          <Cell key={entry.number} entry={entry} />
        ))}
      </ol>
    </section>
  )
}
