// The stock Spring Boot application of ./app, as a local process.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Client } from '@session-clustering/testing'

const FOLDER = fileURLToPath(new URL('app', import.meta.url))

/** Why the application cannot be built here; `undefined` when it can. */
export function missingTool(): string | undefined {
  try {
    // Maven prints the version of the Java that it uses.
    const text = execFileSync('mvn', ['--version'], { encoding: 'utf8' })
    const version = Number(/Java version: (\d+)/.exec(text)?.[1])
    return version >= 17 ? undefined : `Java is older than 17: ${version}`
  } catch {
    return 'Maven and Java 17 are not installed'
  }
}

/** Builds the jar. The first time, Maven downloads Spring Boot. */
export function buildApplication(): void {
  execFileSync('mvn', ['-q', '-B', '-f', FOLDER, 'package'], { stdio: 'inherit' })
}

export interface SpringApplication {
  url: string
  /** Logs a browser in as ada, with the form that Spring Security makes. */
  logIn(browser: Client): Promise<void>
  logOut(browser: Client): Promise<void>
  close(): Promise<void>
}

/** @param settings Spring's properties, such as `--spring.profiles.active=jdk` */
export async function startApplication(
  redisUrl: string,
  ...settings: string[]
): Promise<SpringApplication> {
  // Without the second compiler, the application starts in half the time.
  const jar = ['-Xmx200m', '-XX:TieredStopAtLevel=1', '-jar', `${FOLDER}/target/app.jar`]
  const child = spawn('java', [...jar, `--spring.data.redis.url=${redisUrl}`, ...settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  const port = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line)
      const [, port] = /Tomcat started on port (\d+)/.exec(line) ?? []
      if (port !== undefined) resolve(port)
    })
    exited.then(() => reject(new Error(`The application ended:\n${lines.join('\n')}`)), reject)
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    logIn: (browser) => submit(browser, `${url}/login`, { username: 'ada', password: 'lovelace' }),
    logOut: (browser) => submit(browser, `${url}/logout`),
    async close() {
      child.kill()
      await exited
    },
  }
}

/** Sends a form of Spring Security's own pages, which have a token against CSRF. */
async function submit(browser: Client, url: string, fields: Record<string, string> = {}) {
  const { text } = await browser.get(url)
  const [, token = ''] = /name="_csrf"[^>]*value="([^"]+)"/.exec(text) ?? []
  const { status, headers } = await browser.send(url, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, _csrf: token }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  const isRefused = status >= 400 || headers.get('location')?.endsWith('?error')
  if (isRefused) throw new Error(`${url} refused the form: ${status}`)
}
