import type { FastifyInstance } from 'fastify'

/** Lets a server accept JSON bodies only. */
export function jsonBodiesOnly(app: FastifyInstance): void {
  // An HTML form of another site can send text/plain without a CORS preflight: answer 415.
  app.removeContentTypeParser('text/plain')
  // Some clients send Content-Type with every POST and DELETE. Fastify would refuse an empty body of this type, and so a
  // logout. On a route with a body, the schema refuses it.
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') done(null)
      else void parse(request, body, done)
    },
  )
}
