/** Finds out which backend answers, and chooses the next one. */
import type { APIRequestContext, APIResponse } from '@playwright/test'
import { expect } from '@playwright/test'

export const backends = ['backend-1', 'backend-2'] as const
export type Backend = (typeof backends)[number]

export function servedBy(response: APIResponse): string | undefined {
  return response.headers()['x-served-by']
}

export function otherThan(backend: Backend): Backend {
  return backend === 'backend-1' ? 'backend-2' : 'backend-1'
}

/** Sends requests until the next one goes to this backend. */
export async function turnTo(client: APIRequestContext, backend: Backend): Promise<void> {
  for (const _ of backends) {
    const response = await client.get('/api/openapi.json')
    if (servedBy(response) === otherThan(backend)) return
  }
  throw new Error('The backends do not answer in turns: another client may be using this stack')
}

/** Sends GET /api/me to both backends. */
export async function statusOnBoth(client: APIRequestContext): Promise<Record<string, number>> {
  const answers: Record<string, number> = {}
  for (const _ of backends) {
    const response = await client.get('/api/me')
    answers[servedBy(response) ?? 'none'] = response.status()
  }
  return answers
}

export const onBoth = (status: number) => ({ 'backend-1': status, 'backend-2': status })

export function expectStrictTurns(names: (string | undefined)[]): void {
  const [first] = names
  const second = first === 'backend-1' ? 'backend-2' : 'backend-1'
  expect(backends).toContain(first)
  expect(names).toEqual(names.map((_, index) => (index % 2 === 0 ? first : second)))
}
