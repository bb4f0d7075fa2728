// A subject's own process: serve.ts <subject> <redis URL>. Ends with the process that started it.
import type { Subject } from './subject.ts'

const [name, redisUrl = ''] = process.argv.slice(2)
const { subject }: { subject: Subject } = await import(`./${name}.ts`)

process.on('disconnect', () => process.exit())
// Asked for its processor time so far, the server answers in microseconds.
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuUs: user + system })
})
process.send?.({ port: await subject(redisUrl) })
