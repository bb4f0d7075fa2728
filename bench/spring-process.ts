// The subjects in Java: Spring Session with its default and with its indexed repository.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { cpuUs } from './stack-cpu.ts'
import type { SubjectName, SubjectProcess } from './subject-process.ts'

const FOLDER = fileURLToPath(new URL('subjects/spring', import.meta.url))

export const isSpring = (name: SubjectName) => name.startsWith('spring-')

/** Why Spring cannot be measured here; `undefined` when it can. */
export function missingTool(): string | undefined {
  try {
    // Maven prints the version of the Java that it uses.
    const text = execFileSync('mvn', ['--version'], { encoding: 'utf8' })
    const version = Number(/Java version: (\d+)/.exec(text)?.[1])
    return version >= 17 ? undefined : `Java ${version} is older than 17`
  } catch {
    return 'Maven is not installed'
  }
}

export async function startSpring(name: SubjectName, redisUrl: string): Promise<SubjectProcess> {
  // Maven does nothing when the jar is newer than its sources. The first time, it downloads Spring Boot.
  execFileSync('mvn', ['-q', '-B', '-f', FOLDER, 'package'], { stdio: 'inherit' })
  const repository = name === 'spring-session-indexed' ? 'indexed' : 'default'
  const child = spawn(
    'java',
    [
      '-jar',
      `${FOLDER}/target/subject.jar`,
      `--spring.data.redis.url=${redisUrl}`,
      `--spring.session.data.redis.repository-type=${repository}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, port] = /Tomcat started on port (\d+)/.exec(line) ?? []
      if (port !== undefined) resolve(Number(port))
    })
    exited.then(([code]) => reject(new Error(`Spring ended with ${code}`)), reject)
  })
  return {
    name,
    port,
    cpuUs: async () => cpuUs(Number(child.pid)),
    async stop() {
      child.kill()
      await exited
    },
  }
}
