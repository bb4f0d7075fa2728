// The session class of @fastify/session, which the plugin does not export, and what is added to it.
//
// The class cannot be extended by a store, so isModified, toJSON, save, regenerate, reload and destroy are replaced on its
// prototype: they call this package for its own sessions, and the plugin for those of any other store. Doing it for each
// session in place of the prototype would take 1.4 µs of a read's 25.
import type { SessionStore as PluginStore } from '@fastify/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SessionObject } from './session-object.ts'

/** What an adapter does in place of the plugin's methods. */
export interface SessionMethods {
  /** What the plugin hashes, or JSON.stringify writes. Called at the end of the constructor, too. */
  toJSON(session: SessionObject): object | null
  isModified(session: SessionObject): boolean
  /** Runs one of the plugin's own methods. */
  around<T>(method: 'regenerate' | 'reload' | 'destroy', session: SessionObject, run: () => T): T
}

/** The request of the session that is made to find the class. */
export const PROBE_REQUEST = { protocol: 'http' } as unknown as FastifyRequest

const METHODS_OF = new WeakMap<object, SessionMethods>()
const KEYS_OF = new WeakMap<object, { store: symbol; request: symbol }>()

/** @throws {Error} when the installed @fastify/session keeps its store or request in another way */
export function extendSessionClass(
  app: FastifyInstance,
  store: PluginStore,
  methods: SessionMethods,
): void {
  METHODS_OF.set(store, methods)
  // Without a cookie, the plugin makes a new session at once.
  app.decryptSession('', PROBE_REQUEST, () => {})
  const { session } = PROBE_REQUEST
  const symbols = Object.getOwnPropertySymbols(session ?? {})
  const keyOf = (value: unknown) => symbols.find((key) => Reflect.get(session, key) === value)
  const [storeKey, requestKey] = [keyOf(store), keyOf(PROBE_REQUEST)]
  if (storeKey === undefined || requestKey === undefined) {
    throw new Error('This version of @fastify/session is not supported: its session has no store')
  }
  const prototype: object = Object.getPrototypeOf(session)
  if (KEYS_OF.has(prototype)) return
  KEYS_OF.set(prototype, { store: storeKey, request: requestKey })
  const methodsOf = (session: object) => METHODS_OF.get(Reflect.get(session, storeKey) as object)
  const own = (name: string) =>
    Reflect.get(prototype, name) as ((...args: unknown[]) => unknown) | undefined
  const [toJSON, isModified] = [own('toJSON'), own('isModified')]

  const overrides: Record<string, (this: SessionObject, ...args: unknown[]) => unknown> = {
    toJSON() {
      const methods = methodsOf(this)
      return methods ? methods.toJSON(this) : toJSON ? toJSON.call(this) : this
    },
    isModified() {
      const methods = methodsOf(this)
      return methods ? methods.isModified(this) : isModified?.call(this)
    },
  }
  for (const method of ['regenerate', 'reload', 'destroy'] as const) {
    const original = own(method)
    overrides[method] = function (...args) {
      const run = () => original?.apply(this, args)
      const methods = methodsOf(this)
      return methods ? handled(methods.around(method, this, run)) : run()
    }
  }
  const save = own('save')
  overrides.save = function (...args) {
    const result = save?.apply(this, args)
    return methodsOf(this) ? handled(result) : result
  }
  for (const [name, value] of Object.entries(overrides)) {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
  }
}

/**
 * The rejection of a promise that a handler does not await would end the process. A handler that awaits the promise gets the
 * error all the same.
 */
function handled(result: unknown): unknown {
  if (result instanceof Promise) result.catch(() => {})
  return result
}

/** Properties of the class: as an own property of a session, each would cover the method of that name. */
const METHOD_NAMES = [
  ...['get', 'set', 'save', 'reload', 'touch', 'options', 'regenerate', 'destroy'],
  ...['isModified', 'isSaved', 'toJSON'],
]

/** Whether the plugin can work with the object: nothing took its prototype or covered its methods. */
export function isIntact(session: object): boolean {
  if (!KEYS_OF.has(Object.getPrototypeOf(session))) return false
  for (const name of METHOD_NAMES) if (Object.hasOwn(session, name)) return false
  return true
}

/** The request that a session belongs to. */
export function requestOf(session: SessionObject): FastifyRequest | undefined {
  const keys = KEYS_OF.get(Object.getPrototypeOf(session))
  return keys && (Reflect.get(session, keys.request) as FastifyRequest)
}
