// `request.sessionStore.set(id, object)`: an application stores an object of its own, as the plugin's stores allow.
import type { Session } from 'fastify'
import { changesBetween } from '../attributes.ts'
import { SessionExistsError, SessionGoneError } from '../errors.ts'
import type { SessionStore } from '../store.ts'
import type { SessionShape } from './session-object.ts'

/** Stores an object under an id, in the place of what is there. */
export async function storeApplicationObject(
  store: SessionStore<SessionShape>,
  id: string,
  { cookie, ...attributes }: Session,
): Promise<void> {
  const { originalMaxAge, expires } = cookie ?? {}
  const settings = originalMaxAge ? { originalMaxAge } : expires ? { expires } : undefined
  try {
    await store.insert(id, attributes, { cookie: settings })
  } catch (error) {
    if (!(error instanceof SessionExistsError)) throw error
    const record = await store.load(id)
    const changes = record && changesBetween(record, attributes)
    if (!changes || !(await store.update(record, { ...changes, cookie: settings ?? {} }))) {
      throw new SessionGoneError('The session ended before its change was saved')
    }
  }
}
