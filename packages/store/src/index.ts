export { checkAttributeName, decodeAttributes, encodeAttributes } from './attributes.ts'
export { type CookieSigner, cookieSigner } from './cookie-signer.ts'
export { askForPrimaries, duplicateOf } from './duplicate.ts'
export {
  discardChangesOnServerError,
  forgetSession,
  ignoreDoubledCookie,
  leaveUnknownCookie,
  renewCookie,
} from './hooks.ts'
export { MemoryRecord, MemorySessionStore } from './memory-store.ts'
export { pluginStore, recordOf } from './plugin-store.ts'
export { sessionKey } from './redis-record.ts'
export { RedisSessionStore, type RedisStoreOptions } from './redis-store.ts'
export { type SessionEvent, type SessionEventOptions, SessionEvents } from './session-events.ts'
export { isSessionId, type SessionHandles, sessionHandles } from './session-id.ts'
export * from './store.ts'
