// Fastify without sessions: the baseline for all other subjects.
import Fastify from 'fastify'
import { portOf } from './fastify-port.ts'
import type { Subject } from './subject.ts'

export const subject: Subject = async () => {
  const app = Fastify()
  app.get('/me', async () => ({ username: 'nobody' }))
  return portOf(app)
}
