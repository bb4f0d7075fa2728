import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isSpring, startSpringSubject } from './spring-process.ts'

export const SUBJECTS = {
  'no-session': 'no session at all',
  'fastify-memory': '@fastify/session, memory',
  'fastify-connect-redis': '@fastify/session + connect-redis',
  'express-connect-redis': 'express-session + connect-redis',
  'express-connect-redis-defaults': 'express-session + connect-redis, defaults',
  'fastify-session-redis-store': '@fastify/session + fastify-session-redis-store',
  'mgcrea/fastify-session': '@mgcrea/fastify-session + its Redis store',
  'express-this-store': 'express-session + this store',
  'spring-session': 'Spring Session (Spring Boot)',
  'spring-session-indexed': 'Spring Session, indexed repository',
  'this-store': 'this store',
} as const

export type SubjectName = keyof typeof SUBJECTS
export const SUBJECT_NAMES = Object.keys(SUBJECTS) as SubjectName[]

/** A subject in its own process. */
export interface SubjectProcess {
  name: SubjectName
  port: number
  /** CPU time that it has used so far. */
  cpuUs(): Promise<number>
  stop(): Promise<void>
}

export async function startSubject(name: SubjectName, redisUrl: string): Promise<SubjectProcess> {
  if (isSpring(name)) return startSpringSubject(name, redisUrl)
  const script = fileURLToPath(new URL('subjects/serve.ts', import.meta.url))
  const child = fork(script, [name, redisUrl], {
    // As in production: Express then hides stack traces, and libraries print no warnings.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const port = await answer<{ port: number }>(child, 'port')
  return {
    name,
    port: port.port,
    async cpuUs() {
      child.send('cpu')
      return (await answer<{ cpuUs: number }>(child, 'cpuUs')).cpuUs
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

/** Waits for the child's message with the given property. Rejects when the child ends first. */
function answer<Message extends object>(
  child: ChildProcess,
  property: keyof Message,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A subject ended with ${code}`))
    child.once('exit', onExit)
    const onMessage = (message: Message) => {
      if (!(property in message)) return
      child.off('message', onMessage).off('exit', onExit)
      resolve(message)
    }
    child.on('message', onMessage)
  })
}
