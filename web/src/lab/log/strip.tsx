import { BackendName } from '../../components/backend-name.tsx'
import { Cross } from '../../components/marks.tsx'
import { isFailure } from '../../outcome.ts'
import { texts } from '../i18n/texts.ts'
import type { Exchange } from '../observation.ts'
import { presenting } from '../presenter-mode.ts'
import { isNarrow } from '../size.ts'
import { busy, exchanges, servers } from '../state.ts'
import { caption } from '../summary.ts'

/** One cell for each request, in the row of the server that answered. A cell without a server spans all rows. */
export function Strip() {
  const l = texts.value
  const names = servers.value
  const rows = { gridTemplateRows: `repeat(${names.length}, ${names.length > 4 ? 1.5 : 2}rem)` }
  const shown = exchanges.value.slice(isNarrow.value || presenting.value ? -8 : -20)
  return (
    <div class="strip">
      <div class="lanes" style={rows} aria-hidden="true">
        {names.map((name) => (
          <BackendName key={name} name={name} />
        ))}
      </div>
      <ol aria-label={l.requestList} style={rows} aria-busy={busy.value}>
        {shown.map((exchange, i) => (
          <Cell
            key={exchange.number}
            exchange={exchange}
            column={i + 1}
            lane={names.indexOf(exchange.servedBy ?? '') + 1}
          />
        ))}
      </ol>
      <p class="legend" aria-hidden="true">
        <span>
          <i class="sample filled" /> {l.filled}
        </span>
        <span>
          <i class="sample" /> {l.hollow}
        </span>
        <span>
          <Cross /> {l.crossed}
        </span>
      </p>
    </div>
  )
}

function Cell({ exchange, column, lane }: { exchange: Exchange; column: number; lane: number }) {
  const l = texts.value
  const { number, request, requestId, realm, status, servedBy, user } = exchange
  const failed = isFailure(exchange)
  return (
    <li
      class="cell"
      style={{ gridColumn: column, gridRow: lane || '1 / -1' }}
      data-number={number}
      data-request={request}
      data-request-id={requestId}
      data-realm={realm}
      data-served-by={servedBy ?? ''}
      data-status={status}
      data-authenticated={user === undefined ? 'unknown' : user !== null}
      data-failed={failed}
    >
      {failed ? <Cross /> : <span>{number}</span>}
      <span class="visually-hidden">
        {failed && number} {realm === 'second' && `${l.secondDeviceMark}, `}
        {servedBy ?? l.noBackend}, {caption(exchange, l)}
      </span>
    </li>
  )
}
