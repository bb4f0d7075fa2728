// Answers 405 with `Allow` when a path exists but has no route for the method.
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problems.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Call this before the first route is added, and `addRoutes` after the last. */
export function methodNotAllowed(app: FastifyInstance): { addRoutes: () => void } {
  const known = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url) ?? new Set()
    for (const one of [method].flat()) methods.add(one)
    known.set(url, methods)
  })
  return {
    addRoutes() {
      for (const [url, methods] of [...known]) {
        const allow = [...methods].sort().join(', ')
        app.route({
          url,
          method: METHODS.filter((method) => !methods.has(method)),
          schema: { hide: true },
          handler: (_request, reply) => {
            reply.header('allow', allow)
            throw new Problem(405, 'method-not-allowed', `Use one of: ${allow}.`)
          },
        })
      }
    },
  }
}
