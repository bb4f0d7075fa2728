// The API client: sends one request to one realm; a failure is an outcome, never an exception.
import type { Credentials } from './api-types.ts'
import { type Outcome, type Realm, type RequestName, readIdentity, readProblem } from './outcome.ts'

const mounts = { shared: '/api', isolated: '/api/isolated' } satisfies Record<Realm, string>

// nginx gives up after 8 s with an answer of its own, which is worth waiting for.
const timeoutMs = 10_000

export async function send(
  realm: Realm,
  request: RequestName,
  credentials?: Credentials,
): Promise<Outcome> {
  const silence = { realm, request, status: 0, servedBy: null } as const
  try {
    const response = await fetch(`${mounts[realm]}/${request}`, {
      method: request === 'me' ? 'GET' : 'POST',
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
      ...(credentials && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(credentials),
      }),
    })
    const { status, headers } = response
    const body = await readJson(response)
    return {
      ...silence,
      status,
      servedBy: headers.get('x-served-by'),
      identity: readIdentity(request, status, body),
      problem: readProblem(status, body),
      retryAfterSeconds: Number(headers.get('retry-after')) || undefined,
    }
  } catch {
    return silence
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
