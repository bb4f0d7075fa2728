// One broken request of each kind, as bytes, with its expected status. packages/testing/src/hostile.ts makes random
// ones.

export interface BrokenRequest {
  what: string
  bytes: Buffer
  /** The allowed statuses of every answer. */
  statuses: readonly number[]
}

const post = (path: string, body: string | Buffer, headers: readonly string[] = []) => {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers,
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}
const get = (path: string, ...headers: string[]) =>
  Buffer.from(
    `${[`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`,
  )
const login = (body: string | Buffer) => post('/api/login', body)
const broken = (what: string, bytes: Buffer, ...statuses: number[]): BrokenRequest => ({
  what,
  bytes,
  statuses,
})

export const brokenRequests: readonly BrokenRequest[] = [
  broken('a body of 20 KB', login(JSON.stringify({ username: 'x'.repeat(20_000) })), 413),
  broken('a header of 20 KB', get('/api/me', `X-Long: ${'x'.repeat(20_000)}`), 431),
  broken('a cookie of 12 KB', get('/api/me', `Cookie: sid=${'x'.repeat(12_000)}`), 431),
  broken(
    '300 cookies',
    get('/api/me', `Cookie: ${'a=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb; '.repeat(300)}`),
    431,
  ),
  broken('an address of 20 KB', get(`/api/${'x'.repeat(20_000)}`), 414),
  broken('half of a JSON text', login('{"username":'), 400),
  broken('JSON in 2,000 brackets', login('['.repeat(2_000)), 400),
  broken('a list instead of an object', login('[]'), 400),
  broken('a number instead of a name', login('{"username":1,"password":"correct horse"}'), 400),
  broken('keys of prototypes', login('{"__proto__":{"username":"ada"},"constructor":1}'), 400),
  broken('UTF-8 cut off', login(Buffer.from('7b22757365726e616d65223a22f09f22', 'hex')), 400),
  broken(
    'bytes that are no UTF-8',
    login(Buffer.from('7b22757365726e616d65223a22c328ff227d', 'hex')),
    400,
  ),
  broken('an address that cannot be decoded', get('/api/cart/%E0%A4%A'), 400),
  broken(
    'a method that does not exist',
    Buffer.from('BREW /api/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    400,
  ),
  broken(
    'no HTTP at all',
    Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 'latin1'),
    400,
  ),
  broken('two lengths', post('/api/login', '{}', ['Content-Length: 5']), 400),
  broken('a length and chunks', post('/api/login', '{}', ['Transfer-Encoding: chunked']), 400),
  broken(
    'junk after a request',
    Buffer.concat([
      Buffer.from('GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      Buffer.from('\0\x01JUNK\r\n\r\n', 'latin1'),
    ]),
    401,
    400,
  ),
  broken('a cookie that is no cookie', get('/api/me', 'Cookie: sid=%F0%28%8C%28; ;;=;sid'), 401),
]
