// Hostile requests as bytes: known and unknown routes, with input that is wrong in at least one way.

import { cookieSigner } from '@session-clustering/store/fastify'
import fc from 'fast-check'

export interface Hostile {
  method: string
  path: string
  headers: [name: string, value: string][]
  body: string
  /** Whether all parts are valid HTTP, so that the parser accepts the request. */
  isHttp: boolean
  /** How the headers announce the body's length. */
  length: 'right' | 'chunked' | 'none' | 'too long' | 'too short'
}

/** What the attacker knows: their own account and session, and other users' names. */
export interface Knowledge {
  username: string
  password: string
  cookie: string
  victim: string
  victimHandle: string
}

// Replaced when the request is sent, because the attacker may have logged in again.
const USERNAME = '@username@'
const PASSWORD = '@password@'
const COOKIE = '@cookie@'
const VICTIM = '@victim@'
const HANDLE = '@victimHandle@'

const JSON_TYPE: [string, string] = ['content-type', 'application/json']
const METHODS = 'GET POST PUT PATCH DELETE HEAD OPTIONS TRACE PROPFIND'.split(' ')
const CALLS = `
  POST signup, POST login, POST logout, POST password, GET me, GET session, GET sessions, DELETE sessions,
  DELETE sessions/{}, GET cart, POST cart/{}, PUT cart/{}, DELETE cart/{}, GET openapi.json, GET events, GET {}`
  .split(',')
  .map((call) => call.trim().split(' ') as [method: string, route: string])
const MEDIA_TYPES = `
  application/json; application/json;charset=utf-7; text/plain; application/xml; a/b/c; application/json,text/html;
  application/x-www-form-urlencoded; multipart/form-data;boundary=x`
  .split('; ')
  .map((type) => type.trim())
const HEADERS =
  'origin sec-fetch-site x-forwarded-for x-forwarded-host forwarded x-request-id x-http-method-override ' +
  'content-encoding accept accept-encoding range expect upgrade if-none-match authorization user-agent referer te host'
const NASTY = [
  '',
  ...'. .. ../../etc/passwd %00 %2e%2e%2f %ff %E0%A4%A \\ ;sid=x ? ??&&==  # * session:* user:ada'.split(
    ' ',
  ),
  ...'__proto__ constructor prototype toString null undefined NaN -1 1e309 0x10 `id` $(id) 🦊'.split(
    ' ',
  ),
  "' OR 1=1 --",
  '"}{"',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '| id',
  '\0',
  '\ud800',
  '\u202e',
  '\r\nSet-Cookie: a=b',
  '%0d%0aSet-Cookie:%20a=b',
  'x'.repeat(33),
  'x'.repeat(300),
  'x'.repeat(5_000),
  '한'.repeat(100),
  '['.repeat(2_000),
  '{"a":'.repeat(500),
]

/** @param secret signs forged cookies; a server with the same secret accepts their signatures */
export function hostileRequests(
  secret = 'a secret that no stack has, of 32 characters',
): fc.Arbitrary<Hostile> {
  const known = [USERNAME, PASSWORD, VICTIM, HANDLE, 'book', 'true', 'all']
  const text = fc.oneof(
    fc.constantFrom(...NASTY, ...known),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ maxLength: 200 }),
  )

  const target = fc
    .record({
      mount: fc.oneof(
        { weight: 6, arbitrary: fc.constant('/api/') },
        { weight: 2, arbitrary: fc.constant('/api/isolated/') },
        { weight: 1, arbitrary: fc.constantFrom('/api//', '/API/', '/', '/api/./', '//api/') },
      ),
      call: fc.constantFrom(...CALLS),
      method: fc.option(fc.constantFrom(...METHODS), { freq: 3, nil: undefined }),
      part: text,
      encode: fc.boolean(),
      query: fc.option(fc.tuple(text, text), { freq: 3, nil: undefined }),
    })
    .map(({ mount, call: [usual, route], method = usual, part, encode, query }) => {
      const filled = mount + route.replace('{}', encode ? percent(part) : part)
      return { method, path: query ? `${filled}?${query[0]}=${query[1]}` : filled }
    })

  const signer = cookieSigner([secret])
  const forged = text.map((value) => encodeURIComponent(signer.sign(value || 'x').toWellFormed()))
  const cookies = fc
    .array(
      fc.tuple(
        fc.constantFrom('sid', 'isolated_sid', 'visitor', 'routing', '__proto__', 'sid '),
        fc.oneof(fc.constant(COOKIE), fc.constant(`${COOKIE}x`), forged, text),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('; '))
  const header = fc.oneof(
    fc.tuple(fc.constant('cookie'), fc.oneof(fc.constant(`sid=${COOKIE}`), cookies)),
    fc.tuple(fc.constant('content-type'), fc.oneof(fc.constantFrom(...MEDIA_TYPES), text)),
    fc.tuple(fc.constantFrom(...HEADERS.split(' ')), text),
    fc.tuple(fc.stringMatching(/^x-[a-z]{1,8}$/), text),
  )

  const value = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.bigInt().map(String))
  const field = fc.constantFrom(
    'username',
    'password',
    'current',
    'next',
    'quantity',
    '__proto__',
    'x',
  )
  const body = fc.oneof(
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 3, arbitrary: fc.dictionary(field, value, { maxKeys: 4 }).map(json) },
    { weight: 1, arbitrary: fc.constant(json({ username: USERNAME, password: PASSWORD })) },
    { weight: 1, arbitrary: value.map((next) => json({ current: PASSWORD, next })) },
    { weight: 1, arbitrary: fc.constant(json({ username: VICTIM, password: 'a guess' })) },
    { weight: 1, arbitrary: fc.jsonValue().map(json) },
    { weight: 1, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '{"__proto__":{"username":"x"}}',
        '{"a":1',
        '\ufeff{}',
        `"${'x'.repeat(17_000)}"`,
      ),
    },
  )

  const rest = fc.record({
    headers: fc
      .tuple(
        fc.constantFrom<[string, string][]>(
          [],
          [JSON_TYPE],
          [JSON_TYPE, ['cookie', `sid=${COOKIE}`]],
          [JSON_TYPE, ['cookie', `a=b; sid=${COOKIE}`]],
        ),
        fc.array(header, { maxLength: 4 }),
      )
      .map((lists) => lists.flat()),
    body,
    isHttp: fc.oneof(
      { weight: 9, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    // Rare: the server waits for the end of such a body, which takes time.
    length: fc.oneof(
      { weight: 90, arbitrary: fc.constant('right' as const) },
      { weight: 8, arbitrary: fc.constantFrom('chunked' as const, 'none' as const) },
      { weight: 1, arbitrary: fc.constantFrom('too long' as const, 'too short' as const) },
    ),
  })
  return fc.tuple(target, rest).map(([where, what]) => ({ ...where, ...what }))
}

/** The request's bytes, with the attacker's knowledge filled in. */
export function bytesOf(hostile: Hostile, knowledge: Knowledge): Buffer {
  const { method, isHttp, length } = hostile
  const fill = (text: string) =>
    text.replaceAll(/@(\w+)@/g, (token, name) => String(Reflect.get(knowledge, name) ?? token))
  const path = fill(hostile.path)
  const content = Buffer.from(fill(hostile.body))
  const lines = [`${method} ${isHttp ? path.replaceAll(/[^\x21-\x7e]/g, percent) : path} HTTP/1.1`]
  const headers = hostile.headers.filter(
    ([name], i, all) => !isHttp || all.findIndex(([other]) => other === name) === i,
  )
  if (!headers.some(([name]) => name === 'host')) lines.push('host: localhost')
  for (const [name, value] of headers) {
    lines.push(`${name}: ${isHttp ? fill(value).replaceAll(/[^\x20-\x7e]/g, '') : fill(value)}`)
  }
  if (length === 'chunked') lines.push('transfer-encoding: chunked')
  else if (length === 'right') lines.push(`content-length: ${content.length}`)
  else if (length === 'too long') lines.push(`content-length: ${content.length + 10}`)
  else if (length === 'too short') lines.push(`content-length: ${Math.max(0, content.length - 1)}`)
  lines.push('connection: close', '', '')
  const size = content.length.toString(16)
  const chunks = content.length > 0 ? [`${size}\r\n`, content, '\r\n0\r\n\r\n'] : ['0\r\n\r\n']
  const parts = [lines.join('\r\n'), ...(length === 'chunked' ? chunks : [content])]
  return Buffer.concat(parts.map((part) => Buffer.from(part)))
}

function percent(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? ''
}
