export { type CookieSigner, cookieSigner } from './cookie-signer.ts'
export {
  discardChangesOnServerError,
  forgetSession,
  ignoreDoubledCookie,
  leaveUnknownCookie,
  renewCookie,
} from './hooks.ts'
export { MemorySessionStore } from './memory-store.ts'
export { pluginStore, recordOf } from './plugin-store.ts'
export { RedisSessionStore, type RedisStoreOptions } from './redis-store.ts'
export { type SessionEvent, type SessionEventOptions, SessionEvents } from './session-events.ts'
export { type SessionHandles, sessionHandles } from './session-id.ts'
export * from './store.ts'
