import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Realm } from '../src/outcome.ts'
import { sendingOrder } from '../src/sending-order.ts'

/** A page in front of one rotation over two backends; `servers` is whom each realm met. */
function createVisit() {
  const servers: Record<Realm, string[]> = { shared: [], isolated: [] }
  let turn = 0
  let lastAnswer: string | null = null
  const serve = (realm: Realm) => {
    lastAnswer = `backend-${(turn++ % 2) + 1}`
    servers[realm].push(lastAnswer)
  }
  return {
    servers,
    serve,
    pair() {
      const lastMet = {
        shared: servers.shared.at(-1) ?? null,
        isolated: servers.isolated.at(-1) ?? null,
      }
      for (const realm of sendingOrder(lastMet, lastAnswer)) serve(realm)
    },
  }
}

function alternates(servers: readonly string[]): boolean {
  return servers.every((server, i) => i === 0 || server !== servers[i - 1])
}

test('each realm meets the backends in strict turns, though both share one rotation', () => {
  const visit = createVisit()
  for (let i = 0; i < 20; i++) visit.pair()
  assert.ok(alternates(visit.servers.shared))
  assert.ok(alternates(visit.servers.isolated))
})

test('after single requests, such as sign-ups, the strict turns go on with the next pair', () => {
  for (const signUps of [1, 2, 3]) {
    const visit = createVisit()
    visit.pair()
    for (let i = 0; i < signUps; i++) visit.serve('shared')
    for (let i = 0; i < 20; i++) visit.pair()
    assert.ok(alternates(visit.servers.shared.slice(1 + signUps)))
    assert.ok(alternates(visit.servers.isolated.slice(1)))
  }
})

test('the shared realm goes first while nothing is known, and under sticky routing', () => {
  assert.deepEqual(sendingOrder({ shared: null, isolated: null }, null), ['shared', 'isolated'])
  const sticky = { shared: 'backend-1', isolated: 'backend-1' }
  assert.deepEqual(sendingOrder(sticky, 'backend-1'), ['shared', 'isolated'])
})
