// One broken request of each kind, as bytes, with its expected status. packages/testing/src/hostile.ts makes random
// ones.

function request(start: string, ...headers: string[]): Buffer {
  const lines = [`${start} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}

function login(body: string | Buffer, ...headers: string[]): Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  const head = request('POST /api/login', 'Content-Type: application/json', length, ...headers)
  return Buffer.concat([head, Buffer.from(body)])
}

/** The statuses are those that each answer may have. */
export const brokenRequests: [what: string, bytes: Buffer, ...statuses: number[]][] = [
  ['a body of 20 KB', login(JSON.stringify({ username: 'x'.repeat(20_000) })), 413],
  ['a header of 20 KB', request('GET /api/me', `X-Long: ${'x'.repeat(20_000)}`), 431],
  ['a cookie of 12 KB', request('GET /api/me', `Cookie: sid=${'x'.repeat(12_000)}`), 431],
  [
    '300 cookies',
    request('GET /api/me', `Cookie: ${'a=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb; '.repeat(300)}`),
    431,
  ],
  ['an address of 20 KB', request(`GET /api/${'x'.repeat(20_000)}`), 414],
  ['half of a JSON text', login('{"username":'), 400],
  ['JSON in 2,000 brackets', login('['.repeat(2_000)), 400],
  ['a list instead of an object', login('[]'), 400],
  ['a number instead of a name', login('{"username":1,"password":"correct horse"}'), 400],
  ['keys of prototypes', login('{"__proto__":{"username":"ada"},"constructor":1}'), 400],
  ['UTF-8 cut off', login(Buffer.from('7b22757365726e616d65223a22f09f22', 'hex')), 400],
  [
    'bytes that are no UTF-8',
    login(Buffer.from('7b22757365726e616d65223a22c328ff227d', 'hex')),
    400,
  ],
  ['an address that cannot be decoded', request('GET /api/cart/%E0%A4%A'), 400],
  ['a method that does not exist', request('BREW /api/me'), 400],
  [
    'no HTTP at all',
    Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 'latin1'),
    400,
  ],
  ['two lengths', login('{}', 'Content-Length: 5'), 400],
  ['a length and chunks', login('{}', 'Transfer-Encoding: chunked'), 400],
  [
    'junk after a request',
    Buffer.concat([
      Buffer.from('GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n'),
      Buffer.from('\0\x01JUNK\r\n\r\n', 'latin1'),
    ]),
    401,
    400,
  ],
  ['a cookie that is no cookie', request('GET /api/me', 'Cookie: sid=%F0%28%8C%28; ;;=;sid'), 401],
]
