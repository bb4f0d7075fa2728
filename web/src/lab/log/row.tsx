import { BackendName } from '../../components/backend-name.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { isFailure } from '../../outcome.ts'
import { texts } from '../i18n/texts.ts'
import type { Exchange } from '../observation.ts'
import { cookieOf, curlOf } from './curl.ts'

/** One request in one line, which opens to show all details. */
export function Row({ exchange }: { exchange: Exchange }) {
  const l = texts.value
  const { number, method, path, servedBy, status, ms, before, user, realm } = exchange
  const name = (username: string | null | undefined) =>
    username === null ? l.anonymous : (username ?? l.unknownUser)
  const [was, is] = [name(before), name(user === undefined ? before : user)]
  return (
    <li data-number={number} data-request-id={exchange.requestId} data-failed={isFailure(exchange)}>
      <details>
        <summary>
          <b>{number}</b>
          <code>
            {method} {path}
          </code>
          {servedBy === null ? <span>{l.noBackend}</span> : <BackendName name={servedBy} />}
          <span class="status">{status || l.noAnswer}</span>
          <span class="ms">{l.ms(Math.round(ms))}</span>
          <span class="user">
            {realm === 'second' && `${l.secondDeviceMark}: `}
            {before === undefined || was === is ? is : l.beforeAfter(was, is)}
          </span>
        </summary>
        <Details exchange={exchange} />
      </details>
    </li>
  )
}

function Details({ exchange }: { exchange: Exchange }) {
  const l = texts.value
  const { status, headers, commands } = exchange
  return (
    <dl>
      <dt>{l.cookie}</dt>
      <dd>
        <code>{cookieOf(exchange) ?? l.noCookie}</code>
      </dd>
      <dt>{l.redisCommands}</dt>
      <dd>
        {commands?.length ? (
          <ol class="commands">
            {commands.map((command, i) => (
              <li key={i}>
                <code>{command}</code>
              </li>
            ))}
          </ol>
        ) : (
          l.noCommands
        )}
      </dd>
      <dt>{l.answerHeaders}</dt>
      <dd>
        <pre>
          <code>{[status, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n')}</code>
        </pre>
      </dd>
      <dt>{l.asCurl}</dt>
      <dd>
        <pre>
          <code>{curlOf(exchange, location.origin)}</code>
        </pre>
        <CopyButton text={() => curlOf(exchange, location.origin)}>{l.copyCurl}</CopyButton>
      </dd>
    </dl>
  )
}
