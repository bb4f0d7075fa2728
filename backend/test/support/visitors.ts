// Visitors that read and change their sessions without a pause, on backends in turn.
import assert from 'node:assert/strict'
import { type Client, idIn } from '@session-clustering/testing'
import type { Backend } from './backend.ts'
import { logIn, signUp } from './user.ts'

export type Visitors = Awaited<ReturnType<typeof startVisitors>>

interface Visitor {
  browser: Client
  /** Changes that were answered 200. */
  acknowledged: number
  /** Changes that were answered with an error. They may have been made. */
  refused: number
}

export async function startVisitors(backends: Backend[], count: number) {
  const served = [...backends]
  const open = new Map<Backend, Set<Promise<number>>>()
  const statuses = new Map<number, number>()
  const visitors: Visitor[] = []
  let isRunning = true
  let turn = 0

  function send(request: (url: string) => ReturnType<Client['get']>): Promise<number> {
    turn += 1
    const backend = nth(served, turn)
    const requests = open.get(backend) ?? new Set()
    open.set(backend, requests)
    const answered = request(backend.url).then(({ status }) => {
      requests.delete(answered)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      return status
    })
    requests.add(answered)
    return answered
  }

  const user = await signUp(nth(served, 0).url)
  for (let i = 0; i < count; i += 1) {
    const browser = await logIn(`${nth(served, i).url}/api`, user)
    visitors.push({ browser, acknowledged: 0, refused: 0 })
  }
  const loops = visitors.map(async (visitor) => {
    const { browser } = visitor
    while (isRunning) {
      await send((url) => browser.get(`${url}/api/me`))
      const status = await send((url) => browser.post(`${url}/api/cart/book`))
      if (status === 200) visitor.acknowledged += 1
      else visitor.refused += 1
    }
  })

  return {
    /** The statuses of the answers since the last call. */
    answers(): string[] {
      const since = [...statuses.keys()].map(String).sort()
      statuses.clear()
      return since
    },
    /** The number of answers with this status, since `answers`. */
    count: (status: number) => statuses.get(status) ?? 0,
    ids: () => visitors.map(({ browser }) => idIn(browser)),
    /** Sends the next requests to another backend, and waits for the answers of the old one. */
    async replace(old: Backend, next: Backend): Promise<void> {
      served.splice(served.indexOf(old), 1, next)
      await Promise.all(open.get(old) ?? [])
    },
    async end(): Promise<void> {
      isRunning = false
      await Promise.all(loops)
    },
    /** Fails unless every session is alive and has all acknowledged changes. */
    async assertAllThere({ url }: Backend): Promise<void> {
      for (const { browser, acknowledged, refused } of visitors) {
        const { status, body } = await browser.get(`${url}/api/cart`)
        assert.equal(status, 200)
        const { book = 0 } = body.items as Record<string, number>
        const most = acknowledged + refused
        assert.ok(acknowledged <= book && book <= most, `${book}, not ${acknowledged} to ${most}`)
      }
    },
  }
}

function nth(backends: readonly Backend[], n: number): Backend {
  const backend = backends[n % backends.length]
  if (backend === undefined) throw new Error('There is no backend')
  return backend
}
