// The process of one subject: serve.ts <subject> <redis URL>. Exits with its parent process.
import type { Subject } from './subject.ts'

const [name = '', redisUrl = ''] = process.argv.slice(2)
// express-… is in express.ts, mgcrea/… in its own file, and all others are in fastify.ts.
const [module] = /^express|^mgcrea.*/.exec(name) ?? ['fastify']
const { subjects }: { subjects: Record<string, Subject> } = await import(`./${module}.ts`)

process.on('disconnect', () => process.exit())
// Answers each message with the CPU time so far, in microseconds.
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system })
})
process.send?.({ port: await subjects[name]?.(redisUrl) })
