/** The Spring Boot service: its program, and how Maven builds it. */
import { chmodSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkout } from '../paths.ts'
import { Problem, reason } from '../problem.ts'
import { runCommand } from '../run-command.ts'
import { modified, newestIn } from './modified.ts'
import { findProgram } from './tools.ts'

const folder = join(checkout, 'spring')
export const springJar = join(folder, 'target', 'spring.jar')

/** A small heap, and one thread for the garbage collector, as in spring/Dockerfile. */
export const javaOptions = ['-Xmx256m', '-XX:+UseSerialGC']

/** Builds the service when a source is newer than the last build. The first build downloads the dependencies. */
export async function buildSpring(say: (line: string) => void): Promise<void> {
  const sources = ['spring/src', 'spring/pom.xml', 'backend/src/users/common-passwords.txt']
  if (newestIn(sources.map((file) => join(checkout, file))) <= modified(springJar)) return
  say('Building the Spring Boot service')
  // Maven would take the Java of JAVA_HOME, which can be another one.
  const javac = realpathSync(findProgram('javac') ?? 'javac')
  const env = { ...process.env, JAVA_HOME: dirname(dirname(javac)) }
  const args = ['-q', '-B', '-f', folder, '-Dmaven.test.skip=true', 'clean', 'package']
  try {
    await runCommand(findProgram('mvn') ?? 'mvn', args, { env })
  } catch (error) {
    throw new Problem(`${reason(error)}\nThe Spring Boot service could not be built: see above.`)
  }
  // The services run as another user, also with an umask that closes new files.
  chmodSync(springJar, 0o644)
}
