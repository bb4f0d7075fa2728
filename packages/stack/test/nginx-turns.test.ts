/** Removes a backend from nginx' rotation during requests, with the real configuration and the real script. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, type ServerResponse, request as send } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, afterEach, before, beforeEach, suite, test } from 'node:test'
import { ANSWER, startNginx } from './support/real-nginx.ts'

suite("nginx' turns", () => {
  let nginx: Awaited<ReturnType<typeof startNginx>>
  let turns: (typeof nginx)['turns']

  before(async () => {
    nginx = await startNginx(3)
    turns = nginx.turns
  })
  after(() => nginx.stop())
  beforeEach(async () => {
    await turns('with-all')
    nginx.asked.length = 0
  })
  afterEach(() => nginx.stopBackends())

  /** @returns which backends answered */
  async function ask(count: number, headers: Record<string, string> = {}): Promise<Set<string>> {
    nginx.asked.length = 0
    for (let i = 0; i < count; i += 1) {
      const answer = await fetch(nginx.url, { headers: { connection: 'close', ...headers } })
      assert.equal(await answer.text(), ANSWER)
    }
    return new Set(nginx.asked.map((line) => line.split(' ')[0] ?? ''))
  }

  test('a backend that is out gets no request, in turns and sticky, until it is put back', async () => {
    for (const name of nginx.backends) await nginx.startBackend(name)
    const old = await turns('without', nginx.addressOf('backend-1'))
    await turns('drain', ...old)
    assert.deepEqual(await ask(8), new Set(['backend-2', 'backend-3']))
    for (let i = 0; i < 8; i += 1) {
      const cookie = `routing=sticky; visitor=${String(i).repeat(32)}`
      assert.ok(!(await ask(1, { cookie })).has('backend-1'))
    }
    await turns('drain', ...(await turns('with-all')))
    assert.deepEqual(await ask(8), new Set(nginx.backends))
  })

  test('taking the second backend out puts the first one back', async () => {
    for (const name of nginx.backends) await nginx.startBackend(name)
    await turns('without', nginx.addressOf('backend-1'))
    const old = await turns('without', nginx.addressOf('backend-2'))
    await turns('drain', ...old)
    assert.deepEqual(await ask(8), new Set(['backend-1', 'backend-3']))
  })

  test('drain waits until the backend has answered its open request', async () => {
    let held: ServerResponse | undefined
    const received = new Promise<void>((resolve) => {
      void nginx.startBackend('backend-1', (_request, response) => {
        if (held !== undefined) return response.end(ANSWER)
        held = response
        resolve()
      })
    })
    const answer = fetch(nginx.url, { method: 'POST', headers: { connection: 'close' } })
    await received
    await nginx.startBackend('backend-2')
    const old = await turns('without', nginx.addressOf('backend-1'))
    let isDrained = false
    const drained = turns('drain', ...old).then(() => {
      isDrained = true
    })
    await ask(4)
    assert.equal(isDrained, false)
    held?.end(ANSWER)
    assert.equal(await (await answer).text(), ANSWER)
    await drained
  })

  test('clients with open connections lose no POST, however often nginx reloads', async () => {
    for (const name of nginx.backends) await nginx.startBackend(name)
    const stopped = new AbortController()
    const clients = Array.from({ length: 8 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      while (!stopped.signal.aborted) {
        const [answer] = await once(send(nginx.url, { method: 'POST', agent }).end(), 'response')
        assert.equal(await text(answer), ANSWER)
      }
      agent.destroy()
    })
    const all = Promise.all(clients)
    const reloads = async () => {
      for (let i = 0; i < 5; i += 1) {
        await turns('drain', ...(await turns('without', nginx.addressOf('backend-1'))))
        await turns('with-all')
      }
      stopped.abort()
    }
    await Promise.all([all, reloads()])
  })
  test('the script does nothing when nginx does not run', async () => {
    await nginx.stop()
    assert.deepEqual(await turns('without', nginx.addressOf('backend-1')), [])
  })
})
