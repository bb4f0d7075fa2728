// A backend is frozen. Clients send requests to it and close their connections. Then the backend goes on.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, suite, test } from 'node:test'
import { type Client, client, dial, forSuite, startRedis, until } from '@session-clustering/testing'
import { type BackendProcess, startProcess } from '../support/backend-process.ts'
import { logIn, signUp, type User } from '../support/user.ts'

suite('a request whose client has closed the connection', () => {
  const redis = forSuite(startRedis)
  let backend: BackendProcess
  let user: User
  before(async () => {
    backend = await startProcess('backend-1', redis.url, { env: { LAB: 'on' } })
    user = await signUp(backend.url)
  })
  after(() => backend.close())

  const dialAndGiveUp = async (sent: RawRequest) => giveUp(await dial(backend.url), sent)

  // In the realms with Redis a request waits for its session, in the memory realm it does not.
  for (const realm of ['/api', '/api/isolated', '/api/blob']) {
    test(`${realm}: makes no change, over a new or an open connection`, async () => {
      const browser = await logIn(`${backend.url}${realm}`, user)
      const cart = `${realm}/cart`
      await browser.put(`${backend.url}${cart}/book`, { quantity: 5 })
      const connection = await keptOpen(backend.url)

      const givenUp = await whileFrozen(backend, async () => [
        await giveUp(connection, request('PUT', `${cart}/book`, browser, { quantity: 1 })),
        await dialAndGiveUp(request('PUT', `${cart}/book`, browser, { quantity: 2 })),
        await dialAndGiveUp(request('POST', `${cart}/book`, browser)),
        await dialAndGiveUp(request('POST', `${cart}/pen`, browser)),
        await dialAndGiveUp(request('DELETE', `${cart}/book`, browser)),
      ])
      for (const id of givenUp) await isRefused(backend, id)
      const { body } = await browser.get(`${backend.url}${cart}`)
      assert.deepEqual(body, { items: { book: 5 } })
    })
  }

  test('does not log in, sign up or log out', async () => {
    const browser = await logIn(`${backend.url}/api`, user)
    const newcomer = { ...user, username: `${user.username}-2` }
    const givenUp = await whileFrozen(backend, async () => [
      await dialAndGiveUp(request('POST', '/api/login', client(), user)),
      await dialAndGiveUp(request('POST', '/api/signup', client(), newcomer)),
      await dialAndGiveUp(request('POST', '/api/logout', browser)),
    ])
    for (const id of givenUp) await isRefused(backend, id)
    const { list } = await browser.get(`${backend.url}/api/sessions`)
    assert.equal(list.length, 2, 'the one of the test before, and this one')
    assert.equal(await redis.redis.exists(`user:${newcomer.username}`), 0)
  })

  test('a client that still waits is served when the backend goes on', async () => {
    const browser = await logIn(`${backend.url}/api`, user)
    const patient = await dial(backend.url)
    const answer = once(patient, 'data')
    await whileFrozen(backend, async () => {
      patient.write(request('PUT', '/api/cart/book', browser, { quantity: 3 }).text)
    })
    assert.match(String(await answer), /^HTTP\/1\.1 200 OK/)
    patient.destroy()
    const { body } = await browser.get(`${backend.url}/api/cart`)
    assert.deepEqual(body, { items: { book: 3 } })
  })
})

interface RawRequest {
  id: string
  text: string
}

let requests = 0

function request(method: string, path: string, { cookies }: Client, json?: unknown): RawRequest {
  const id = `given-up-${++requests}`
  const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
  const body = json === undefined ? '' : JSON.stringify(json)
  const head = [`${method} ${path} HTTP/1.1`, 'Host: x', `X-Request-Id: ${id}`]
  if (cookie) head.push(`Cookie: ${cookie}`)
  if (body) head.push('Content-Type: application/json', `Content-Length: ${body.length}`)
  return { id, text: `${head.join('\r\n')}\r\n\r\n${body}` }
}

async function whileFrozen<T>(backend: BackendProcess, work: () => Promise<T>): Promise<T> {
  backend.signal('SIGSTOP')
  try {
    return await work()
  } finally {
    backend.signal('SIGCONT')
  }
}

/** Sends a request and closes the connection at once. @returns the request's id */
async function giveUp(socket: Awaited<ReturnType<typeof dial>>, { id, text }: RawRequest) {
  socket.end(text)
  await once(socket, 'finish')
  return id
}

/** A connection on which the server has already answered a request. */
async function keptOpen(url: string) {
  const socket = await dial(url)
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'data')
  return socket
}

/** Checks the log: the client cannot receive the answer. */
async function isRefused(backend: BackendProcess, id: string): Promise<void> {
  const isRefusal = (line: string) =>
    line.includes(`"${id}"`) && line.includes('"client-closed-request"')
  await until(() => backend.output().split('\n').some(isRefusal), { what: `refusal of ${id}` })
}
