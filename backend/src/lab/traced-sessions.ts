import {
  type Changes,
  RedisSessionStore,
  type RedisStoreOptions,
  type SessionRef,
} from '@session-clustering/store'
import type { Cluster, Redis } from 'ioredis'
import type { SessionAttributes } from '../plugins/user-session.ts'
import { isTraced } from './trace.ts'

/** Requests of the same moment share a Redis command, but a traced request has commands of its own, which it can show. */
export class TracedSessions extends RedisSessionStore<SessionAttributes> {
  readonly #unshared: RedisSessionStore<SessionAttributes>

  constructor(redis: Redis | Cluster, options: RedisStoreOptions) {
    super(redis, options)
    this.#unshared = new RedisSessionStore(redis, { ...options, largestBatch: 1 })
  }

  override load(id: string) {
    return isTraced() ? this.#unshared.load(id) : super.load(id)
  }

  override update(session: SessionRef, changes: Changes<SessionAttributes>) {
    return isTraced() ? this.#unshared.update(session, changes) : super.update(session, changes)
  }
}
