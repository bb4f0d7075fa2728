/** What nginx says of the requests that it has answered. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from './stack.ts'

export interface LogLine {
  requestId: string
  method: string
  path: string
  status: number
  /** Address of the server that answered; empty when none did. */
  upstream: string
  userAgent: string
}

// The lab's own controls are not on the stage.
const onStage = /^\/api\/(?!events|lab\/(state|redis|reset|nodes))/

/** The requests to the API, in the order of their answers. */
export async function readAccessLog(stack: Stack, folder: string): Promise<LogLine[]> {
  await stack.collectLogs(folder)
  return readFileSync(join(folder, 'nginx.log'), 'utf8')
    .split('\n')
    .flatMap((line) => /\{"time".*\}/.exec(line)?.[0] ?? [])
    .map((line) => JSON.parse(line) as LogLine & { upstreamStatus: string })
    .filter(({ path }) => onStage.test(path))
    .map(({ requestId, method, path, status, upstream, upstreamStatus, userAgent }) => ({
      requestId,
      method,
      path,
      status,
      // Of several tries, the last one counts; one that was not connected has a status of nginx' own.
      upstream: /50[24]$/.test(upstreamStatus) ? '' : (upstream.split(/[,:] /).at(-1) ?? ''),
      userAgent,
    }))
}
