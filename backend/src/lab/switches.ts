// The switches that all visitors share. The node that gets the request publishes it to all nodes. Each node does its part.
import type { Switch } from '@session-clustering/api/lab'
import type { FastifyBaseLogger } from 'fastify'
import { Problem } from '../problems.ts'
import type { Channel } from './channel.ts'
import type { NodeSwitch } from './node-switch.ts'
import type { Nodes } from './nodes.ts'
import type { RedisSwitch } from './redis-switch.ts'

export type Switches = ReturnType<typeof switches>

export interface SwitchesOptions {
  name: string
  channel: Channel
  nodes: Nodes
  node: NodeSwitch
  redis: RedisSwitch
  log: FastifyBaseLogger
  /** Called when this node has done its part. */
  onDone: () => void
}

export function switches(options: SwitchesOptions) {
  const { name: self, channel, nodes, node, redis, log, onDone } = options
  let last: Switch | null = null
  // One switch after the other: a stop and a start must not run at the same time.
  let turn: Promise<void> = Promise.resolve()

  function note(change: Switch | null): void {
    if (change && (last === null || change.at >= last.at)) last = change
  }

  async function apply({ what, to }: Switch): Promise<void> {
    if (what === self && to === 'stopped') await node.stop()
    else if (what === self || what === 'all') await node.start()
    if (what === 'redis' && to === 'cut') await redis.cut()
    else if (what === 'redis' || what === 'all') await redis.restore()
  }

  async function use(change: Omit<Switch, 'at'>, isDone: () => boolean): Promise<void> {
    channel.publish({ kind: 'switch', change: { ...change, at: new Date().toISOString() } })
    await turn
    if (await nodes.until(isDone)) return
    throw new Problem(503, 'switch-failed', 'The switch had no effect within 2 seconds.', {
      retryAfterSeconds: 2,
    })
  }

  const stateOf = (name: string) => nodes.list().find((node) => node.name === name)?.state
  const isEverywhere = (state: 'up' | 'cut') => () =>
    nodes.reports().every(({ redis }) => redis === state)
  const isCutNowhere = () => nodes.reports().every(({ redis }) => redis !== 'cut')
  const isStoppedNowhere = () => nodes.reports().every(({ state }) => state !== 'stopped')

  return {
    /** Does this node's part of a switch that was used. */
    receive(change: Switch): void {
      note(change)
      log.info({ event: 'switch', ...change }, 'switch used')
      turn = turn
        .then(() => apply(change))
        .catch((err) => log.error({ err }, 'switch failed'))
        .then(onDone)
    },
    /** Remembers what another node reports as its last switch. */
    note,
    last: () => last,

    /** Settles when the node has reached that state. @throws {Problem} 404, 503 */
    async setNode(what: string, to: 'up' | 'stopped'): Promise<void> {
      await nodes.refresh()
      const state = stateOf(what)
      if (state === undefined) throw new Problem(404, 'no-such-node', 'No node has this name.')
      if (state === to) return
      if (state === 'away' || state === 'draining') {
        const detail = `${what} is shutting down or has ended. Only the operator can start it.`
        throw new Problem(503, 'node-away', detail, { retryAfterSeconds: 2 })
      }
      await use({ what, to, by: 'visitor' }, () => stateOf(what) === to)
    },

    async setRedis(to: 'up' | 'cut'): Promise<void> {
      await nodes.refresh()
      if (isCutNowhere() === (to === 'up')) return
      await use(
        { what: 'redis', to, by: 'visitor' },
        to === 'cut' ? isEverywhere('cut') : isCutNowhere,
      )
      // Wait for the reconnect. It fails only when Redis itself is away.
      if (to === 'up') await nodes.until(isEverywhere('up'))
    },

    /** Starts all stopped nodes and reconnects Redis. */
    async reset(by: Switch['by']): Promise<void> {
      await nodes.refresh()
      await use({ what: 'all', to: 'reset', by }, () => isCutNowhere() && isStoppedNowhere())
    },
  }
}
