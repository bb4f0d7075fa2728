// The switches that all visitors share. The node that gets the request publishes it to all nodes. Each node does its part.
import type { Switch } from '@session-clustering/api/lab'
import type { FastifyBaseLogger } from 'fastify'
import { Problem } from '../problems.ts'
import type { Bus } from './channel.ts'
import type { NodeSwitch } from './node-switch.ts'
import type { Roster } from './nodes.ts'
import type { RedisSwitch } from './redis-switch.ts'

export interface Switches {
  /** Settles when the node has reached that state. @throws {Problem} 404, 503 */
  throwNode(name: string, to: 'up' | 'stopped'): Promise<void>
  throwRedis(to: 'up' | 'cut'): Promise<void>
  /** Starts all stopped nodes and reconnects Redis. */
  reset(by: Switch['by']): Promise<void>
  last(): Switch | null
}

export interface SwitchesOptions {
  self: string
  bus: Bus
  roster: Roster
  node: NodeSwitch
  redis: RedisSwitch
  log: FastifyBaseLogger
  /** `onThrown` is called when a switch message arrives, `onDone` when this node has done its part. */
  onThrown: () => void
  onDone: () => void
}

export function switches(options: SwitchesOptions): Switches {
  const { self, bus, roster, node, redis, log, onThrown, onDone } = options
  let last: Switch | null = null
  // One switch after the other: a stop and a start must not run at the same time.
  let turn: Promise<void> = Promise.resolve()

  async function obey({ what, to }: Switch): Promise<void> {
    const isForAll = what === 'all'
    if (what === self && to === 'stopped') await node.stop()
    else if (what === self || isForAll) await node.start()
    if (what === 'redis' && to === 'cut') await redis.cut()
    else if (what === 'redis' || isForAll) await redis.restore()
  }

  bus.listen((message) => {
    if (message.kind === 'beat') last = newer(last, message.beat.lastSwitch)
    if (message.kind !== 'switch') return
    const { thrown } = message
    last = newer(last, thrown)
    log.info({ event: 'switch', ...thrown }, 'switch used')
    onThrown()
    turn = turn
      .then(() => obey(thrown))
      .catch((err) => log.error({ err }, 'switch failed'))
      .then(onDone)
  })

  async function tell(
    what: string,
    to: Switch['to'],
    by: Switch['by'],
    isSo: () => boolean,
  ): Promise<void> {
    bus.say({ kind: 'switch', thrown: { what, to, at: new Date().toISOString(), by } })
    await turn
    if (await roster.until(isSo)) return
    throw new Problem(503, 'switch-failed', 'The switch had no effect within 2 seconds.', {
      retryAfterSeconds: 2,
    })
  }

  const stateOf = (name: string) => roster.nodes().find((node) => node.name === name)?.state
  const isCutSomewhere = () => roster.beats().some((beat) => beat.redis === 'cut')

  return {
    last: () => last,

    async throwNode(name, to) {
      const state = stateOf(name)
      if (state === undefined) throw new Problem(404, 'no-such-node', 'No node has this name.')
      if (state === to) return
      if (state === 'away' || state === 'draining') {
        const detail = `${name} is shutting down or has ended. Only the operator can start it.`
        throw new Problem(503, 'node-away', detail, { retryAfterSeconds: 2 })
      }
      await tell(name, to, 'visitor', () => stateOf(name) === to)
    },

    async throwRedis(to) {
      if (isCutSomewhere() === (to === 'cut')) return
      const isEverywhere = (state: 'up' | 'cut') => () =>
        roster.beats().every(({ redis }) => redis === state)
      await tell(
        'redis',
        to,
        'visitor',
        to === 'cut' ? isEverywhere('cut') : () => !isCutSomewhere(),
      )
      // Wait for the reconnect. It fails only when Redis itself is away.
      if (to === 'up') await roster.until(isEverywhere('up'))
    },

    async reset(by) {
      const isUp = () =>
        !isCutSomewhere() && roster.beats().every(({ state }) => state !== 'stopped')
      await tell('all', 'reset', by, isUp)
    },
  }
}

function newer(a: Switch | null, b: Switch | null): Switch | null {
  return a && b ? (a.at >= b.at ? a : b) : (a ?? b)
}
