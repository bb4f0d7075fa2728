export { enforceLimit } from './attribute-limit.ts'
export { checkAttributeName, decodeAttributes, encodeAttributes } from './attributes.ts'
export { EncodedRecord, type EncodedSession } from './encoded-record.ts'
export {
  SessionExistsError,
  SessionGoneError,
  StoreUnavailableError,
  TooManyAttributesError,
  TooManySessionsError,
  unavailable,
} from './errors.ts'
export { MemorySessionStore } from './memory-store.ts'
export type { StoreOptions } from './options.ts'
export { duplicateClient, refreshPrimaries } from './redis/duplicate-client.ts'
export type { SessionEvent } from './redis/event-stream.ts'
export { scanKeys } from './redis/keys.ts'
export type { RedisStoreOptions } from './redis/redis-options.ts'
export { RedisSessionStore } from './redis/redis-store.ts'
export { type SessionEventOptions, SessionEvents } from './session-events.ts'
export { type SessionHandles, sessionHandles } from './session-handles.ts'
export { checkSessionId, isSessionId } from './session-id.ts'
export { type SpringLogin, springLogin } from './spring-login.ts'
export {
  type AttributeLimit,
  type AttributeName,
  type Attributes,
  type Changes,
  type CookieSettings,
  type CounterName,
  type DestroyReason,
  expiresAt,
  type InsertOptions,
  type Inspection,
  idOf,
  type Page,
  type PageOptions,
  type Principal,
  type SessionRecord,
  type SessionRef,
  type SessionStore,
} from './store.ts'
export { JdkSerializedError, reportOnce, type UnreadableRecord } from './unreadable.ts'
