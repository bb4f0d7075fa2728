// The scripts of the Redis store as functions. Loads of one turn of the event loop share a command, and so do updates.
import type { Cluster, Redis } from 'ioredis'
import { batched } from './batch.ts'
import type { FlatHash } from './field-reader.ts'
import type { ResolvedRedisOptions } from './redis-options.ts'
import destroyScript from './scripts/destroy.ts'
import incrementScript from './scripts/increment.ts'
import insertScript from './scripts/insert.ts'
import loadScript from './scripts/load.ts'
import updateScript from './scripts/update.ts'
import { defineScript, type RunScript } from './scripts.ts'

/** What load.ts answers for one session, and Redis's time at that moment. */
export interface Answer {
  hash: FlatHash | null
  readTime: number
}

/** The arguments of update.ts for one session. */
export interface Delta {
  key: string
  args: (string | number)[]
}

export interface StoreScripts {
  load(key: string): Promise<Answer>
  update(delta: Delta): Promise<string>
  insert: RunScript
  increment: RunScript
  destroy: RunScript
}

interface ScriptOptions
  extends Pick<
    ResolvedRedisOptions,
    'idleTimeoutSeconds' | 'touchIntervalSeconds' | 'largestBatch' | 'layout'
  > {
  absoluteLifetimeMs: number
  principalField: string
}

export function storeScripts(redis: Redis | Cluster, options: ScriptOptions): StoreScripts {
  const { absoluteLifetimeMs, principalField, largestBatch } = options
  const { idleTimeoutSeconds, touchIntervalSeconds } = options
  const load = defineScript(redis, 'sessionLoad', loadScript)
  const loadArguments = [
    absoluteLifetimeMs,
    touchIntervalSeconds * 1000,
    idleTimeoutSeconds,
    touchIntervalSeconds / idleTimeoutSeconds,
  ]
  const update = defineScript(redis, 'sessionUpdate', updateScript(options.layout.updateCheck))
  const updateArguments = [absoluteLifetimeMs, principalField]
  return {
    load: batched(async (keys) => {
      const reply = await load(keys, loadArguments)
      const [time, ...hashes] = reply as [string, ...(FlatHash | null)[]]
      const readTime = Number(time)
      return hashes.map((hash) => ({ hash, readTime }))
    }, largestBatch),
    update: batched(async (deltas) => {
      const keys = deltas.map(({ key }) => key)
      const args = deltas.flatMap(({ args }) => args)
      return (await update(keys, [...updateArguments, ...args])) as (string | Error)[]
    }, largestBatch),
    insert: defineScript(redis, 'sessionInsert', insertScript),
    increment: defineScript(redis, 'sessionIncrement', incrementScript),
    destroy: defineScript(redis, 'sessionDestroy', destroyScript),
  }
}
