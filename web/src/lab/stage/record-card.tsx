import { CopyButton } from '../../components/copy-button.tsx'
import { texts } from '../i18n/texts.ts'
import { realm, records } from '../state.ts'
import { redisCliOf } from './redis-cli.ts'
import { Ring } from './ring.tsx'

/** The visitor's session in Redis: its key, its fields, the fields that the last request changed, the time left. */
export function RecordCard() {
  const l = texts.value
  const seen = records.value[realm.value]
  return (
    <section class="record" aria-labelledby="record-heading" data-ended={seen?.ended ?? undefined}>
      <div class="record-head">
        <h3 id="record-heading">{l.yourSession}</h3>
        {seen ? (
          <>
            <code data-testid="session-key">{seen.record.key}</code>
            <Ring key={seen.at} seen={seen} />
            {seen.ended === null && (
              <CopyButton text={() => redisCliOf(seen.record)}>{l.copyRedisCli}</CopyButton>
            )}
          </>
        ) : (
          <p>{l.noSession}</p>
        )}
      </div>
      {seen?.ended && (
        <strong>{seen.ended in l.ended ? l.ended[seen.ended as 'other'] : l.ended.other}</strong>
      )}
      {seen?.ended === null && (
        <dl>
          {Object.entries(seen.record.fields)
            .sort()
            .map(([name, value]) => {
              const isChanged = seen.changed.includes(name)
              return (
                <div key={name} data-field={name} data-changed={isChanged}>
                  <dt>{name}</dt>
                  <dd title={value}>
                    {value} {isChanged && <em>{l.fieldChanged}</em>}
                  </dd>
                </div>
              )
            })}
        </dl>
      )}
    </section>
  )
}
