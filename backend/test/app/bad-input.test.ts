// Every bad input gets a 4xx problem that names the wrong field, no internal details and no session. The backend goes on.
import assert from 'node:assert/strict'
import { afterEach, before, beforeEach, suite, test } from 'node:test'
import {
  type Client,
  client,
  forSuite,
  newName,
  type Sent,
  sendRaw,
} from '@session-clustering/testing'
import { assertProblem } from '../support/assert-problem.ts'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, PASSWORD, signUp } from '../support/user.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

suite('bad input', () => {
  const stack = forSuite(startTwoBackends)
  let one: string
  let browser: Client
  let sessions: string[]
  before(async () => {
    one = `${stack.one.url}/api`
    browser = await logIn(one, await signUp(stack.one.url))
  })

  const sessionKeys = () => stack.redis.redis.keys('session:*')
  beforeEach(async () => {
    sessions = (await sessionKeys()).sort()
  })
  afterEach(async () => {
    assert.deepEqual((await sessionKeys()).sort(), sessions)
    assert.equal((await fetch(`${stack.one.url}/livez`)).status, 200)
  })

  const post = (path: string, sent: Sent) =>
    client().send(`${one}${path}`, { method: 'POST', ...sent })
  const good = () => ({ username: newName(), password: PASSWORD })

  const CREDENTIALS: [what: string, json: unknown, field: string | undefined][] = [
    ['no username', { password: PASSWORD }, 'username'],
    ['no password', { username: 'ada' }, 'password'],
    ['a number for a username', { username: 1, password: PASSWORD }, 'username'],
    ['a list for a username', { username: ['ada'], password: PASSWORD }, 'username'],
    ['an object for a password', { username: 'ada', password: { $ne: '' } }, 'password'],
    ['null for a password', { username: 'ada', password: null }, 'password'],
    ['an empty username', { username: '', password: PASSWORD }, 'username'],
    ['a username of 65 characters', { username: 'x'.repeat(65), password: PASSWORD }, 'username'],
    ['a username with a space', { username: 'ada lovelace', password: PASSWORD }, 'username'],
    ['a username with a slash', { username: '../ada', password: PASSWORD }, 'username'],
    ['a username with a colon', { username: 'session:x', password: PASSWORD }, 'username'],
    ['a username with a line feed', { username: 'ada\n', password: PASSWORD }, 'username'],
    ['a username with a NUL', { username: 'ada\0', password: PASSWORD }, 'username'],
    ['half a character as a username', { username: '\ud83e', password: PASSWORD }, 'username'],
    ['an empty password', { username: 'ada', password: '' }, 'password'],
    ['a password of 513 characters', { username: 'ada', password: 'x'.repeat(513) }, 'password'],
    ['a key that is not known', { ...good(), admin: true }, 'admin'],
    ['a list', [], undefined],
    ['a text', 'ada', undefined],
    ['null', null, undefined],
  ]
  for (const [what, json, field] of CREDENTIALS) {
    for (const path of ['/signup', '/login', '/isolated/signup', '/isolated/login']) {
      test(`S20 ${path} with ${what} is a 400`, async () => {
        assertProblem(await post(path, { json }), 400, field)
      })
    }
  }

  for (const [what, body] of Object.entries<string | Uint8Array<ArrayBuffer>>({
    'broken off': '{"username": "ada", "pass',
    'with a trailing comma': '{"username": "ada",}',
    'that is no JSON': 'username=ada',
    'that is empty': '',
    'with bytes that are no text': new Uint8Array([0x22, 0xff, 0xfe, 0x22]),
    'with a prototype': '{"__proto__": {"admin": true}, "username": "ada", "password": "8 bytes."}',
    'with a constructor':
      '{"constructor": {"prototype": {}}, "username": "ada", "password": "8 bytes."}',
  })) {
    test(`a body ${what} is a 400`, async () => {
      const answer = await post('/login', { body, headers: JSON_TYPE })
      assertProblem(answer, 400, answer.body.field as string | undefined)
      assert.equal(Reflect.get({}, 'admin'), undefined)
    })
  }

  test('a body of more than 16 KB is a 413, with any content', async () => {
    for (const path of ['/signup', '/login', '/isolated/login']) {
      const json = { ...good(), password: 'x'.repeat(16 * 1024) }
      assertProblem(await post(path, { json }), 413)
    }
  })

  test('a body of more than 16 KB without Content-Length is a 413', async () => {
    const chunk = 'x'.repeat(20_000)
    const answer = await sendRaw(
      stack.one.url,
      'POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n' +
        `Transfer-Encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`,
    )
    assert.match(answer, /^HTTP\/1\.1 413 /)
  })

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ]) {
    test(`S16 a body of ${type} is a 415`, async () => {
      const body = JSON.stringify(good())
      assertProblem(await post('/login', { body, headers: { 'content-type': type } }), 415)
    })
  }

  for (const item of ['Book', '-book', 'a_b', 'a b', 'a'.repeat(33), '%00', '한국', '__proto__']) {
    test(`an item named ${item} is a 400`, async () => {
      const address = `${one}/cart/${item === '%00' ? item : encodeURIComponent(item)}`
      assertProblem(await browser.post(address), 400, 'item')
      assertProblem(await browser.put(address, { quantity: 1 }), 400, 'item')
      assertProblem(await browser.delete(address), 400, 'item')
    })
  }

  for (const [json, field] of [
    ...[-1, 10_000, 1.5, '1', null, [1], true].map(
      (quantity) => [{ quantity }, 'quantity'] as const,
    ),
    [{}, 'quantity'],
    [{ quantity: 1, price: 0 }, 'price'],
  ] as const) {
    test(`an item with ${JSON.stringify(json)} is a 400`, async () => {
      assertProblem(await browser.put(`${one}/cart/book`, json), 400, field)
    })
  }

  for (const [status, path, method = 'GET', field] of [
    [400, '/sessions?all=maybe', 'DELETE', 'all'],
    [404, '/sessions/__proto__', 'DELETE'],
    [404, '/unknown'],
    [404, '/'],
    [404, '/me/'],
    [404, '/cart/book/more'],
    [404, '/isolated/unknown'],
    [404, '/..%2f'],
    [400, '/cart/%E0%A4%A'],
    [400, '/%'],
    [400, '/sessions/%ff'],
  ] as [status: number, path: string, method?: string, field?: string][]) {
    test(`${method} ${path} is a ${status}`, async () => {
      assertProblem(await browser.send(`${one}${path}`, { method }), status, field)
    })
  }

  test('an address of 8 KB is a 4xx', async () => {
    const answer = await browser.post(`${one}/cart/${'x'.repeat(8000)}`)
    assertProblem(answer, answer.status, answer.body.field as string | undefined)
    assert.ok(answer.status >= 400 && answer.status < 500)
  })

  test('a cookie header of 8 KB is an anonymous visitor', async () => {
    const headers = { cookie: `sid=${'x'.repeat(8192)}` }
    assertProblem(await client().send(`${one}/me`, { headers }), 401)
  })

  test('S20 TRACE is not answered with the request', async () => {
    const answer = await sendRaw(
      stack.one.url,
      'TRACE /api/me HTTP/1.1\r\nHost: x\r\nX-Canary: canary\r\nConnection: close\r\n\r\n',
    )
    assert.match(answer, /^HTTP\/1\.1 4\d\d /)
    assert.doesNotMatch(answer, /canary/i)
  })

  test('headers of 32 KB are a 431', async () => {
    const answer = await sendRaw(
      stack.one.url,
      `GET /api/me HTTP/1.1\r\nHost: x\r\nCookie: sid=${'x'.repeat(32_768)}\r\n\r\n`,
    )
    assert.match(answer, /^HTTP\/1\.1 431 /)
    assert.match(answer, /application\/problem\+json/)
    assert.doesNotMatch(answer, /Error|\bat .+:\d+/)
  })

  for (const [what, bytes] of Object.entries({
    'that is no HTTP': 'hello\r\n\r\n',
    'with an invalid method': 'BREW /api/me HTTP/1.1\r\nHost: x\r\n\r\n',
    'with two lengths':
      'POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    'with a length and chunks':
      'POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'with a broken header': 'GET /api/me HTTP/1.1\r\nHost: x\r\nbad header\0: x\r\n\r\n',
  })) {
    test(`a request ${what} is a 400, and the connection ends`, async () => {
      const answer = await sendRaw(stack.one.url, bytes)
      assert.match(answer, /^HTTP\/1\.1 400 /)
      assert.match(answer, /application\/problem\+json/)
    })
  }
})
