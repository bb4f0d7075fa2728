import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { LabState } from '@session-clustering/api/lab'
import { sessionHandles } from '@session-clustering/store'
import { type Client, client, forEachTest, idIn, newId, until } from '@session-clustering/testing'
import { SECRET, startTwoBackends } from '../support/backend.ts'
import { type EventStream, listen } from '../support/event-stream.ts'
import { logIn, signUp } from '../support/user.ts'

const { of: sessionHandle } = sessionHandles([SECRET])

suite('event stream', () => {
  let pages: EventStream[]
  beforeEach(() => {
    pages = []
  })
  afterEach(async () => {
    for (const page of pages) await page.close()
  })
  // Registered after the hook above, so the backends close after the pages.
  const stack = forEachTest(startTwoBackends)

  async function open(node: { control: string }, headers: Record<string, string> = {}) {
    const page = await listen(`${node.control}/api/events`, headers)
    pages.push(page)
    return page
  }
  const told = (page: EventStream, browser: Client, handle = sessionHandle(idIn(browser))) =>
    page
      .of('session')
      .filter((event) => event.handle === handle)
      .map(({ type, reason }) => (reason ? `${type}: ${reason}` : type))

  test('is an event stream, is not cached, and begins with the state', async () => {
    const page = await open(stack.one)
    assert.equal(page.status, 200)
    assert.equal(page.headers.get('content-type'), 'text/event-stream')
    assert.equal(page.headers.get('cache-control'), 'no-store')
    assert.equal(page.headers.get('x-served-by'), 'backend-1')
    const [first] = page.events
    assert.equal(first?.event, 'state')
    assert.deepEqual(first.data, {
      nodes: [
        { name: 'backend-1', state: 'up', served: 0 },
        { name: 'backend-2', state: 'up', served: 0 },
      ],
      redis: { state: 'up' },
      presenter: false,
      quietSeconds: 300,
      lastSwitch: null,
    })
  })

  test('created, destroyed and expired are each sent once, by both nodes', async () => {
    const both = [await open(stack.one), await open(stack.two)]
    const user = await signUp(stack.one.url)
    const [leaves, expires, evicted] = [
      await logIn(`${stack.one.url}/api`, user),
      await logIn(`${stack.two.url}/api`, user),
      await logIn(`${stack.one.url}/api`, user),
    ]
    const handles = [leaves, expires, evicted].map((browser) => sessionHandle(idIn(browser)))
    await expires.put(`${stack.two.url}/api/lab/session`, { idleTimeoutSeconds: 5 })
    await leaves.delete(`${stack.two.url}/api/sessions/${handles[2]}`)
    await leaves.post(`${stack.two.url}/api/logout`)
    for (const page of both) {
      await page.heard('session', ({ type }) => type === 'expired')
      assert.deepEqual(told(page, leaves, handles[0]), ['created', 'destroyed: logout'])
      assert.deepEqual(told(page, expires, handles[1]), ['created', 'expired'])
      assert.deepEqual(told(page, evicted, handles[2]), ['created', 'destroyed: revoked'])
      assert.doesNotMatch(JSON.stringify(page.events), new RegExp(idIn(expires)))
    }
  })

  test('a page that reconnects gets the missed events, and none twice', async () => {
    const user = await signUp(stack.one.url)
    const first = await open(stack.one)
    const seen = await logIn(`${stack.one.url}/api`, user)
    await until(() => told(first, seen).length === 1)
    await first.close()
    const missed = await logIn(`${stack.one.url}/api`, user)
    await seen.post(`${stack.one.url}/api/logout`).then(() => seen.cookies.clear())

    const again = await open(stack.two, { 'last-event-id': String(first.lastEventId()) })
    const later = await logIn(`${stack.two.url}/api`, user)
    await until(() => told(again, later).length === 1)
    assert.deepEqual(
      again.of('session').map(({ type }) => type),
      ['created', 'destroyed', 'created'],
    )
    assert.deepEqual(told(again, missed), ['created'])
  })

  test('`after` in the URL works as Last-Event-ID; an invalid id is ignored', async () => {
    const first = await open(stack.one)
    const user = await signUp(stack.one.url)
    await logIn(`${stack.one.url}/api`, user)
    await until(() => first.of('session').length === 1)
    const start = first.lastEventId()
    await logIn(`${stack.one.url}/api`, user)
    await until(() => first.of('session').length === 2)

    const events = `${stack.two.control}/api/events`
    for (const [id, count] of [
      [start, 1],
      ['0-0', 2],
      ['99999999999999-0', 0],
      ['nonsense', 0],
      ['-1', 0],
    ] as const) {
      const page = await listen(`${events}?after=${id}`)
      pages.push(page)
      // The next event comes after all missed ones, so it ends the wait.
      const marker = await logIn(`${stack.one.url}/api`, user)
      await until(() => told(page, marker).length === 1)
      assert.ok(page.of('session').length >= count + 1, id)
      if (count === 0) assert.equal(page.of('session').length, 1, id)
    }
  })

  test('a page that has missed more than 100 session events is told so, and none is sent again', async () => {
    const { redis } = stack.redis
    const event = ['type', 'created', 'id', newId(), 'principal', '', 'reason', '']
    const add = () => redis.xadd('events:{session}:stream', '*', ...event)
    const start = await add()
    for (let i = 0; i < 100; i += 1) await add()
    const few = await listen(`${stack.one.control}/api/events?after=${start}`)
    const last = await add()
    const many = await listen(`${stack.one.control}/api/events?after=${start}`)
    pages.push(few, many)
    const marker = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    for (const page of pages) await until(() => told(page, marker).length === 1)
    assert.deepEqual([few.of('missed').length, few.of('session').length], [0, 102])
    assert.deepEqual([many.of('missed').length, many.of('session').length], [1, 1])
    assert.equal(many.events.find((event) => event.event === 'missed')?.id, last)
  })

  test('traffic events show requests to both nodes and all realms, without query strings', async () => {
    const page = await open(stack.one)
    const user = await signUp(stack.one.url)
    const browser = await logIn(`${stack.two.url}/api`, user)
    await browser.get(`${stack.one.url}/api/me?secret=1`)
    await browser.get(`${stack.two.url}/api/isolated/me`)
    await browser.get(`${stack.one.url}/api/blob/cart`)
    const headers = { 'x-request-id': 'the-one' }
    await browser.send(`${stack.two.url}/api/cart/book`, { method: 'POST', headers })
    await browser.get(`${stack.one.url}/readyz`)
    await until(() => page.of('traffic').flat().length === 6)
    const requests = page.of('traffic').flat()
    assert.deepEqual(
      requests
        .map(({ servedBy, realm, method, path, status, authenticated }) =>
          [servedBy, realm, method, path, status, authenticated].join(' '),
        )
        .sort(),
      [
        'backend-1 blob GET /api/blob/cart 401 false',
        'backend-1 shared GET /api/me 200 true',
        'backend-1 shared POST /api/signup 201 false',
        'backend-2 isolated GET /api/isolated/me 401 false',
        'backend-2 shared POST /api/cart/book 200 true',
        'backend-2 shared POST /api/login 200 true',
      ],
    )
    assert.ok(requests.some(({ requestId, path }) => requestId === 'the-one' && /book/.test(path)))
    assert.ok(requests.every(({ ms }) => ms > 0))
    await page.heard('state', ({ nodes }) => nodes[0]?.served === 3 && nodes[1]?.served === 3)
  })

  test('invalid messages on the channel are ignored', async () => {
    const page = await open(stack.one)
    for (const text of ['hello', '{}', 'null', '{"from":"x","message":{"kind":"report"}}']) {
      await stack.redis.redis.publish('session:lab', text)
    }
    await client().put(`${stack.two.control}/api/lab/nodes/backend-2`, { state: 'stopped' })
    await page.heard('state', ({ nodes }) => nodes[1]?.state === 'stopped')
  })

  test('a node that does not answer for 3 s is away', async () => {
    const page = await open(stack.one)
    const report = { node: 'backend-3', state: 'up', served: 7, redis: 'up', idleMs: 0 }
    const message = { kind: 'report', report: { ...report, lastSwitch: null }, requests: [] }
    await stack.redis.redis.publish('session:lab', JSON.stringify({ from: 'backend-3', message }))
    const isLast = (name: string) => (state: LabState) => state.nodes.at(-1)?.name === name
    await page.heard('state', isLast('backend-3'))
    await until(() => isLast('backend-2')(page.of('state').at(-1) as LabState))
  })

  test('a node that shuts down closes its streams, and the other node reports it as away', async () => {
    const [leaving, staying] = [await open(stack.one), await open(stack.two)]
    await stack.one.app.close()
    await until(() => !leaving.isOpen())
    await staying.heard('state', ({ nodes }) => nodes[0]?.state === 'away')
    assert.ok(staying.isOpen())
  })
})
