import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { expect, test } from '../support/fixtures.ts'
import { overTls } from '../support/stack.ts'

/** Sends raw bytes that an HTTP client would refuse to send. */
function send(baseUrl: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(baseUrl)
  return new Promise((resolve, reject) => {
    let text = ''
    const where = { host: hostname, port: Number(port), rejectUnauthorized: false }
    const begin = () => socket.write(bytes)
    const socket = overTls ? connectTls(where, begin) : connect(where, begin)
    socket.setEncoding('utf8').on('data', (data) => {
      text += data
    })
    socket.on('close', () => resolve(text)).on('error', reject)
  })
}

const requests = {
  TRACE: 'TRACE / HTTP/1.1\r\nHost: localhost\r\nX-Canary: canary\r\nConnection: close\r\n\r\n',
  'TRACE of the API':
    'TRACE /api/me HTTP/1.1\r\nHost: localhost\r\nX-Canary: canary\r\nConnection: close\r\n\r\n',
  'no HTTP': 'canary\r\n\r\n',
  'an unknown version': 'GET / HTTP/9.9\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'an unknown method': 'BREW /api/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'two lengths':
    'POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
  'a length and chunks':
    'POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
  'an address of 20 KB': `GET /api/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  'two Host headers': 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
}

for (const [name, bytes] of Object.entries(requests)) {
  test(`S20 no version and no echo: ${name}`, async ({ stack }) => {
    const answer = await send(stack.baseUrl, bytes)
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).not.toContain('canary')
    expect(answer).not.toMatch(/nginx\/|fastify|node\.js|x-powered-by/i)
    expect(answer).toMatch(/^Content-Security-Policy: default-src 'self'/im)
  })
}
