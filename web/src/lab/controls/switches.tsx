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
      <Terminal command="make stop-backend-1" />
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
      <Terminal command="make stop-redis" />
    </div>
  )
}

function Terminal({ command }: { command: string }) {
  return (
    <p class="hint">
      {texts.value.sameFromTerminal} <code>{command}</code>
    </p>
  )
}
