// Spring Boot applications as local processes.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Why Spring Boot applications cannot be built here; `undefined` when they can. */
export function missingForSpring(): string | undefined {
  try {
    // Maven prints the version of the Java that it uses.
    const text = execFileSync('mvn', ['--version'], { encoding: 'utf8' })
    const version = Number(/Java version: (\d+)/.exec(text)?.[1])
    return version >= 17 ? undefined : `Java ${version} is older than 17`
  } catch {
    return 'Maven and Java 17 are not installed'
  }
}

/** Builds the application in a folder with a pom.xml. The first time, Maven downloads Spring Boot. */
export function buildSpring(folder: string): void {
  execFileSync('mvn', ['-q', '-B', '-f', folder, 'package'], { stdio: 'inherit' })
}

export interface SpringProcess {
  port: number
  pid: number
  stop(): Promise<void>
}

/**
 * Starts an application, and waits until it listens.
 * @param args of `java`: options of the JVM, `-jar` and the jar, Spring's properties
 * @throws {Error} with the application's output when it ends first
 */
export async function startSpring(...args: string[]): Promise<SpringProcess> {
  const child = spawn('java', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines: string[] = []
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, port] = /Tomcat started on port (\d+)/.exec(line) ?? []
      if (port !== undefined) resolve(Number(port))
      else lines.push(line)
    })
    exited.then(() => reject(new Error(`The application ended:\n${lines.join('\n')}`)), reject)
  })
  return {
    port,
    pid: Number(child.pid),
    async stop() {
      child.kill()
      await exited
    },
  }
}
