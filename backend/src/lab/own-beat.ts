// Makes this node's heartbeat.
import type { Switch } from '@session-clustering/api/lab'
import type { FastifyInstance } from 'fastify'
import type { Activity } from './activity.ts'
import type { Beat } from './messages.ts'
import type { NodeSwitch } from './node-switch.ts'
import type { Audience } from './pages.ts'
import type { RedisSwitch } from './redis-switch.ts'

export interface OwnBeatOptions {
  name: string
  app: FastifyInstance
  node: NodeSwitch
  redis: RedisSwitch
  activity: Activity
  audience: Audience
  lastSwitch: () => Switch | null
}

export function ownBeat(options: OwnBeatOptions): { beat(): Beat; leave(): void } {
  const { name, app, node, redis, activity, audience, lastSwitch } = options
  let hasLeft = false

  function state(): Beat['state'] {
    if (hasLeft) return 'away'
    if (app.draining.aborted) return 'draining'
    if (node.isStopped()) return 'stopped'
    return app.server.listening ? 'up' : 'away'
  }

  return {
    beat: () => ({
      node: name,
      state: state(),
      served: activity.served(),
      redis: redis.isCut() ? 'cut' : app.redis.status === 'ready' ? 'up' : 'away',
      isWatched: audience.size() > 0,
      quietMs: activity.quietMs(),
      lastSwitch: lastSwitch(),
    }),
    /** From now on, the heartbeat reports the node as away. */
    leave() {
      hasLeft = true
    },
  }
}
