// The subjects in Java: Spring Session with its default and with its indexed repository.
import { fileURLToPath } from 'node:url'
import { buildSpring, startSpring } from '@session-clustering/testing'
import { cpuUs } from './stack-cpu.ts'
import type { SubjectName, SubjectProcess } from './subject-process.ts'

const FOLDER = fileURLToPath(new URL('subjects/spring', import.meta.url))

export const isSpring = (name: SubjectName) => name.startsWith('spring-')

export async function startSpringSubject(
  name: SubjectName,
  redisUrl: string,
): Promise<SubjectProcess> {
  buildSpring(FOLDER)
  const repository = name === 'spring-session-indexed' ? 'indexed' : 'default'
  const { port, pid, stop } = await startSpring(
    ...['-jar', `${FOLDER}/target/subject.jar`],
    `--spring.data.redis.url=${redisUrl}`,
    `--spring.session.data.redis.repository-type=${repository}`,
  )
  return { name, port, cpuUs: async () => cpuUs(pid), stop }
}
