// The outcome of each request of the load, and the figures computed from it.
import type { Answer } from './http.ts'

export type Kind = 'me' | 'cart' | 'add' | 'set' | 'login' | 'logout' | 'page' | 'ended session'

export type Done = ReturnType<typeof doneOf>

/** @param who the visitor's name */
export function doneOf(
  kind: Kind,
  who: string,
  startedAt: number,
  endedAt: number,
  { status, headers }: Answer,
  ok: boolean,
) {
  return {
    ...{ kind, who, startedAt, endedAt, ms: endedAt - startedAt },
    /** 0: no answer. */
    status,
    ok,
    servedBy: String(headers['x-served-by'] ?? ''),
    retryAfter: headers['retry-after'],
    /** The content type, without parameters. */
    type: (headers['content-type'] ?? '').split(';')[0] ?? '',
  }
}

export const isChange = ({ kind }: Done) => kind === 'add' || kind === 'set'
/** A GET: nginx retries it on another backend. */
export const isRead = ({ kind }: Done) => ['me', 'cart', 'page', 'ended session'].includes(kind)
export const isPage = ({ kind }: Done) => kind === 'page'
export const needsSession = (done: Done) => !isPage(done)
/** The site answered, even if the answer is a refusal (4xx). */
export const isServed = ({ status }: { status: number }) => status !== 0 && status < 500
export const failed = ({ ok }: Done) => !ok

/** @returns 0 for an empty list */
export function percentileMs(requests: readonly Done[], percent: number): number {
  const sorted = requests.map(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? 0
}

export const worstMs = (requests: readonly Done[]) => percentileMs(requests, 100)

/** `3 × me 503, 1 × add without answer` */
export function statusesOf(requests: readonly Done[]): string {
  const counts = new Map<string, number>()
  for (const { status, kind } of requests) {
    const name = `${kind} ${status === 0 ? 'without answer' : status}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => `${count} × ${name}`).join(', ')
}
