/** What nginx believes of a request: its host name, and the address of its visitor. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, suite, test } from 'node:test'
import { startNginx } from './support/real-nginx.ts'

const SETTINGS = {
  ALLOWED_HOSTS: 'class.example,192.0.2.1',
  TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8',
}

suite('nginx', () => {
  let stack: Awaited<ReturnType<typeof startNginx>>
  let withoutSettings: Awaited<ReturnType<typeof startNginx>>
  before(async () => {
    stack = await startNginx(2, SETTINGS)
    withoutSettings = await startNginx()
    for (const { startBackend } of [stack, withoutSettings]) {
      await startBackend('backend-1', (sent, answer) => answer.end(JSON.stringify(sent.headers)))
    }
  })
  after(() =>
    Promise.all([
      stack.stopBackends().then(stack.stop),
      withoutSettings.stopBackends().then(withoutSettings.stop),
    ]),
  )

  async function get(path: string, headers: Record<string, string>, to = stack) {
    const sent = request(new URL(path, to.url), { headers, agent: false }).end()
    const [answer]: IncomingMessage[] = await once(sent, 'response')
    assert.ok(answer)
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
  }

  for (const host of ['localhost:8080', 'LOCALHOST', '127.0.0.1', '[::1]:8080', 'localhost.']) {
    test(`answers for ${host} without any setting`, async () => {
      assert.equal((await get('/api/me', { host }, withoutSettings)).status, 200)
    })
  }

  test('answers for a name and an address of ALLOWED_HOSTS, with any port', async () => {
    for (const host of ['class.example', 'class.example:8080', '192.0.2.1:80', 'localhost']) {
      assert.equal((await get('/api/me', { host })).status, 200, host)
    }
  })

  test('the cookie `visitor` is set on the first contact, and never renewed', async () => {
    const first = await get('/api/me', { host: 'localhost' })
    const [cookie = ''] = first.headers['set-cookie'] ?? []
    assert.match(
      cookie,
      /^visitor=[0-9a-f]{32}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/,
    )
    const next = await get('/api/me', { host: 'localhost', cookie: cookie.split(';', 1)[0] ?? '' })
    assert.equal(next.headers['set-cookie'], undefined)
  })

  for (const host of [
    'evil.example',
    'class.example.evil.example',
    'localhost.evil.example',
    '192.0.2.2',
  ]) {
    test(`S26 answers 421 for the host "${host}": page, API and the lab's controls`, async () => {
      for (const path of ['/api/me', '/api/lab/state', '/api/lab/nodes/backend-1', '/api/events']) {
        const { status, headers, body } = await get(path, { host })
        assert.equal(status, 421, path)
        assert.equal(headers['content-type'], 'application/problem+json')
        assert.equal(JSON.parse(body).type, 'urn:problem:unknown-host')
        assert.ok(headers['content-security-policy'])
        assert.equal(headers['set-cookie'], undefined)
      }
      for (const path of ['/', '/index.html', '/assets/x.js']) {
        assert.equal((await get(path, { host })).status, 421, path)
      }
    })
  }

  test('answers its own health check for every host', async () => {
    assert.equal((await get('/nginx-health', { host: 'evil.example' })).status, 204)
  })

  const forwarded = async (headers: Record<string, string>, to = stack) => {
    const answer = await get('/api/me', { host: 'localhost', ...headers }, to)
    const received = JSON.parse(answer.body) as IncomingHttpHeaders
    assert.equal(received['x-real-ip'], received['x-forwarded-for'])
    return received['x-forwarded-for']
  }

  test('S19 passes on the address that a proxy of TRUSTED_PROXIES has seen, and nothing before it', async () => {
    assert.equal(await forwarded({ 'x-forwarded-for': '203.0.113.7' }), '203.0.113.7')
    assert.equal(
      await forwarded({ 'x-forwarded-for': '198.51.100.1, 203.0.113.7, 10.1.2.3' }),
      '203.0.113.7',
    )
  })

  test('S19 passes on its own view of the address without TRUSTED_PROXIES', async () => {
    assert.equal(
      await forwarded({ 'x-forwarded-for': '203.0.113.7' }, withoutSettings),
      '127.0.0.1',
    )
  })
})
