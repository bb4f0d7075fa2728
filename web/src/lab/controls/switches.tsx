// The switches that everybody shares. What they do can be done from a terminal just as well.
import { BackendName } from '../../components/backend-name.tsx'
import { texts } from '../i18n/texts.ts'
import { lab } from '../state.ts'
import { switchNode, switchRedis } from '../switches.ts'

export function NodesControl() {
  const l = texts.value
  return (
    <div class="buttons">
      {lab.value.nodes.map(({ name, state }) => {
        const isUp = state === 'up'
        return (
          <button
            key={name}
            type="button"
            onClick={() => void switchNode(name, isUp ? 'stopped' : 'up')}
          >
            {isUp ? l.stop : l.start} <BackendName name={name} />
          </button>
        )
      })}
      <Terminal service="backend-1" />
    </div>
  )
}

export function RedisControl() {
  const l = texts.value
  const isUp = lab.value.redis.state === 'up'
  return (
    <div class="buttons">
      <button type="button" onClick={() => void switchRedis(isUp ? 'cut' : 'up')}>
        {isUp ? l.cutRedis : l.connectRedis}
      </button>
      <Terminal service="redis" />
    </div>
  )
}

function Terminal({ service }: { service: string }) {
  const l = texts.value
  return (
    <p class="hint">
      {lab.value.presenter && <span>{l.presenterOnly} </span>}
      {l.sameFromTerminal} <code>make stop-{service}</code>,{' '}
      <code>docker compose stop {service}</code>
    </p>
  )
}
