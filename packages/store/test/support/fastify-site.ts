import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type SharedSessionsOptions, sharedSessions } from '../../src/fastify/index.ts'
import type { SessionStore } from '../../src/index.ts'
import {
  attributesOf,
  HANDLERS,
  type Handler,
  SECRET,
  type SessionRequest,
  type Site,
  siteAt,
  type Test,
} from './site.ts'

export interface FastifySite extends Site {
  app: FastifyInstance
}

export interface FastifySiteOptions
  extends Omit<Partial<SharedSessionsOptions>, 'store' | 'secret'> {
  secret?: NonNullable<SharedSessionsOptions['secret']>
  store?: SessionStore
  handlers?: Record<string, Handler>
  routes?: (app: FastifyInstance) => void
  /** Gets the lines that the server logs at level warn and above. */
  log?: string[]
}

/** A site with `sharedSessions`. It closes when the test ends. */
export async function startFastify(
  t: Test,
  { store, handlers, routes, log, ...options }: FastifySiteOptions,
): Promise<FastifySite> {
  const stream = { write: (line: string) => void log?.push(line) }
  const app = fastify({
    logger: log ? { level: 'warn', stream } : false,
    forceCloseConnections: true,
  })
  t.after(() => app.close())
  await app.register(sharedSessions, {
    secret: SECRET,
    // Tests put into a session what the application has not declared.
    ...(store && { store: store as unknown as NonNullable<SharedSessionsOptions['store']> }),
    ...options,
  })
  app.get('/attributes', async (request) => ({ ...attributesOf(request.session) }))
  for (const [path, handler] of Object.entries({ ...HANDLERS, ...handlers })) {
    app.post(path, async (request) => (await handler(sessionRequest(request))) ?? {})
  }
  routes?.(app)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { ...siteAt(url), app }
}

function sessionRequest(request: FastifyRequest): SessionRequest {
  return {
    get session() {
      return request.session as object as Record<string, unknown>
    },
    body: request.body as object,
    save: () => request.session.save(),
    reload: () => request.session.reload(),
    regenerate: () => request.session.regenerate(),
    destroy: () => request.session.destroy(),
  }
}
