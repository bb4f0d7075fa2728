// The application: the requests of a logged-in user. All Fastify subjects use these handlers.
import type { FastifyInstance } from 'fastify'
import { attributesOf, type Login } from './subject.ts'

export interface SessionAttributes {
  username?: string
  [attribute: `attribute${number}`]: string
}

declare module 'fastify' {
  interface Session extends SessionAttributes {}
}

let changes = 0

export function sessionRoutes(app: FastifyInstance): void {
  app.post<{ Body: Login }>('/login', async (request) => {
    await request.session.regenerate()
    Object.assign(request.session, attributesOf(request.body))
    return { username: request.body.username }
  })

  app.get('/me', async (request, reply) => {
    const { username } = request.session
    return username === undefined ? reply.code(401).send() : { username }
  })

  app.post('/change', async (request, reply) => {
    const { username, attribute0 } = request.session
    if (username === undefined || attribute0 === undefined) return reply.code(401).send()
    changes += 1
    request.session.attribute0 = String(changes).padEnd(attribute0.length, '.')
    return { username }
  })
}
