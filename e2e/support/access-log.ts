/** Reads nginx' access log. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from './stack.ts'

export interface LogLine {
  requestId: string
  path: string
  status: number
  /** Address of the backend that answered; empty when none did. */
  upstream: string
  userAgent: string
}

// The stage does not show the lab's own controls.
const onStage = /^\/api\/(?!events|lab\/(state|redis|reset|nodes))/

/** The requests to the API, in the order of their answers. */
export async function readAccessLog(stack: Stack, folder: string): Promise<LogLine[]> {
  await stack.collectLogs(folder)
  return readFileSync(join(folder, 'nginx.log'), 'utf8')
    .split('\n')
    .flatMap((line) => /\{"time".*\}/.exec(line)?.[0] ?? [])
    .map((line) => JSON.parse(line) as LogLine & { upstreamStatus: string })
    .filter(({ path }) => onStage.test(path))
    .map(({ upstream, upstreamStatus, ...line }) => ({
      ...line,
      // After several tries the last one counts. 502 and 504 are nginx' own statuses for a backend that did not answer.
      upstream: /50[24]$/.test(upstreamStatus) ? '' : (upstream.split(/[,:] /).at(-1) ?? ''),
    }))
}
