// The process of one subject: serve.ts <subject> <redis URL>. Exits with its parent process.
import type { Subject } from './subject.ts'

const [name, redisUrl = ''] = process.argv.slice(2)
const { subject }: { subject: Subject } = await import(`./${name}.ts`)

process.on('disconnect', () => process.exit())
// Answers each message with the CPU time so far, in microseconds.
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system })
})
process.send?.({ port: await subject(redisUrl) })
