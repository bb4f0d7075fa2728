// The switches that all visitors share, each with the terminal command that does the same.
import { BackendName } from '../../components/backend-name.tsx'
import { texts } from '../i18n/texts.ts'
import type { Action } from '../lesson/next-action.ts'
import { lookOf } from '../lesson/primary.ts'
import { lab } from '../state.ts'
import { switchNode, switchRedis } from '../switches.ts'

export function NodesControl() {
  const l = texts.value
  const { nodes } = lab.value
  const down = nodes.find(({ state }) => state !== 'up')
  return (
    <div class="buttons">
      {nodes.map(({ name, state }) => {
        const isUp = state === 'up'
        return (
          <button
            key={name}
            type="button"
            class={lookOf(name as Action)}
            // A node whose process has ended can only be started from a terminal.
            disabled={state === 'away'}
            onClick={() => void switchNode(name, isUp ? 'stopped' : 'up')}
          >
            {(isUp ? l.stop : l.start)(<BackendName name={name} />)}
          </button>
        )
      })}
      <Terminal service={down?.name ?? 'backend-1'} isUp={!down} />
    </div>
  )
}

export function RedisControl() {
  const l = texts.value
  const { state } = lab.value.redis
  const isUp = state === 'up'
  return (
    <div class="buttons">
      <button
        type="button"
        class={lookOf('redis')}
        disabled={state === 'away'}
        onClick={() => void switchRedis(isUp ? 'cut' : 'up')}
      >
        {isUp ? l.cutRedis : l.connectRedis}
      </button>
      <Terminal service="redis" isUp={isUp} />
    </div>
  )
}

function Terminal({ service, isUp }: { service: string; isUp: boolean }) {
  const l = texts.value
  const verb = isUp ? 'stop' : 'start'
  return (
    <p class="hint">
      {lab.value.presenter && <span>{l.presenterOnly} </span>}
      {l.sameFromTerminal}{' '}
      <code>
        make {verb}-{service}
      </code>
      ,{' '}
      <code>
        docker compose {verb} {service}
      </code>
    </p>
  )
}
