import type { FastifyInstance } from 'fastify'

/** Starts the server on a free port of 127.0.0.1. @returns the port */
export async function portOf(app: FastifyInstance): Promise<number> {
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
}
