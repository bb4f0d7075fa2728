// The stock Spring Boot application of ./app, as a local process.
import { fileURLToPath } from 'node:url'
import { buildSpring, type Client, startSpring } from '@session-clustering/testing'

const FOLDER = fileURLToPath(new URL('app', import.meta.url))

/** Builds the jar. */
export const buildApplication = () => buildSpring(FOLDER)

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
  const { port, stop } = await startSpring(
    // Without the second compiler, the application starts in half the time.
    ...['-Xmx200m', '-XX:TieredStopAtLevel=1', '-jar', `${FOLDER}/target/app.jar`],
    `--spring.data.redis.url=${redisUrl}`,
    ...settings,
  )
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    logIn: (browser) => submit(browser, `${url}/login`, { username: 'ada', password: 'lovelace' }),
    logOut: (browser) => submit(browser, `${url}/logout`),
    close: stop,
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
