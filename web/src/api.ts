// Sends one request and returns its answer. A failure is an answer with status 0, never an exception.

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: unknown
  headers?: Record<string, string>
}

export interface Answer {
  /** HTTP status, or 0 when no answer came. */
  status: number
  ms: number
  headers: Headers
  body: unknown
}

// Longer than nginx waits for its upstreams (8 s), so that the page receives nginx's own answer.
const timeoutMs = 10_000

export async function call({ method, path, body, headers }: Call): Promise<Answer> {
  const start = performance.now()
  try {
    const response = await fetch(path, {
      method,
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const ms = performance.now() - start
    return { status: response.status, ms, headers: response.headers, body: parse(text) }
  } catch {
    return { status: 0, ms: performance.now() - start, headers: new Headers(), body: undefined }
  }
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
