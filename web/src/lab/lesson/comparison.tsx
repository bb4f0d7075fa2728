// The lesson in one table: three ways to keep sessions, and what becomes of a login.
import { Cross, shapeOf } from '../../components/marks.tsx'
import { texts } from '../i18n/texts.ts'

type Outcome = 'kept' | 'half' | 'lost' | 'waits'

const methods = ['memory', 'sticky', 'shared'] as const
type Method = (typeof methods)[number]

const rows: readonly { event: 'next' | 'server' | 'redis'; outcomes: Record<Method, Outcome> }[] = [
  { event: 'next', outcomes: { memory: 'half', sticky: 'kept', shared: 'kept' } },
  { event: 'server', outcomes: { memory: 'lost', sticky: 'lost', shared: 'kept' } },
  { event: 'redis', outcomes: { memory: 'kept', sticky: 'kept', shared: 'waits' } },
]

export function Comparison() {
  const l = texts.value.comparison
  return (
    <table class="comparison">
      <caption>{l.caption}</caption>
      <thead>
        <tr>
          <td />
          {methods.map((method) => (
            <th key={method} scope="col">
              <Picture method={method} />
              {l[method]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ event, outcomes }) => (
          <tr key={event}>
            <th scope="row">{l[event]}</th>
            {methods.map((method) => {
              const outcome = outcomes[method]
              return (
                <td key={method}>
                  <OutcomeMark outcome={outcome} />
                  {l[outcome]}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function OutcomeMark({ outcome }: { outcome: Outcome }) {
  if (outcome !== 'kept') return <Cross />
  return (
    <svg class="mark kept" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M3 8.5l3.5 3.5L13 4.5" />
    </svg>
  )
}

/** Nginx, two servers, and where the session is: the filled store. With sticky routing, one server gets no requests. */
function Picture({ method }: { method: Method }) {
  return (
    <svg viewBox="0 0 72 48" aria-hidden="true">
      <path d="M6 24L26 11" />
      <path d="M6 24L26 37" class={method === 'sticky' ? 'unused' : ''} />
      <circle cx="6" cy="24" r="4" />
      {method === 'shared' ? (
        <>
          <path d="M40 11L56 24L40 37" />
          <Store y={24} isFilled />
        </>
      ) : (
        <>
          <path d="M40 11H56M40 37H56" />
          <Store y={11} isFilled />
          <Store y={37} />
        </>
      )}
      {['backend-1', 'backend-2'].map((name, i) => (
        <path
          key={name}
          data-backend={name}
          class="server"
          d={shapeOf(name)}
          transform={`translate(25 ${3 + i * 26})`}
        />
      ))}
    </svg>
  )
}

function Store({ y, isFilled = false }: { y: number; isFilled?: boolean }) {
  return <rect x={55} y={y - 8} width={15} height={16} rx={4} class={isFilled ? 'filled' : ''} />
}
