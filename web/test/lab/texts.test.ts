import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieAfter } from '../../src/lab/cookies.ts'
import { isAfter } from '../../src/lab/events.ts'
import { en } from '../../src/lab/i18n/en.ts'
import { cookieOf, curlOf } from '../../src/lab/log/curl.ts'
import { changedFields } from '../../src/lab/records.ts'
import { caption, story, summaryOf } from '../../src/lab/summary.ts'
import type { RequestName } from '../../src/outcome.ts'
import { answer, type ExchangeFields, me } from './observations.ts'

test('several requests are summarised in one sentence', () => {
  const turns = [me(1, 'ada'), me(2, null), answer('me', { status: 503, servedBy: null })]
  assert.equal(
    summaryOf(turns, en),
    '3 requests, 1 logged in (backend-1:\u00a01, backend-2:\u00a01, 1 failed)',
  )
  assert.equal(summaryOf([me(2, 'ada')], en), 'backend-2 found your session in Redis: you are ada.')
  assert.equal(summaryOf([], en), '')
})

test('a story says what happened to the cookie and the session', () => {
  const isolated = { realm: 'isolated', record: null } as const
  const problem = { type: 'urn:problem:store-unavailable', title: '', status: 503, detail: '' }
  const stories: [ExchangeFields & { request?: RequestName }, RegExp][] = [
    [{ user: null, cookie: null }, /received no cookie/],
    [{ user: null, cookie: 'ab…c', ...isolated }, /in its memory, found nothing/],
    [{ user: null, cookie: 'ab…c' }, /in Redis, but it has ended/],
    [{ user: 'ada', cookie: 'ab…c' }, /found your session in Redis: you are ada/],
    [{ request: 'add', handle: 'h' }, /found your session in Redis\.$/],
    [
      { request: 'login', handle: 'abcdef' },
      /created a session in Redis .* its cookie: sid=abcd…$/,
    ],
    [
      { request: 'login', realm: 'second', handle: 'abcdef' },
      /second device its cookie: second_sid=abcd…$/,
    ],
    [{ realm: 'second', user: 'ada', cookie: 'ab…c' }, /found the session of the second device/],
    [{ realm: 'second', user: null, cookie: 'ab…c' }, /of the second device .* has ended/],
    [{ realm: 'second', user: null, cookie: null }, /no cookie from the second device/],
    [{ request: 'revoke', status: 204, handle: 'h' }, /deleted the session of the other device/],
    [{ request: 'login', status: 401 }, /It is wrong \(401\)/],
    [{ request: 'logout', status: 204, user: null }, /deleted your session in Redis/],
    [{ request: 'everywhere', status: 204, user: null }, /deleted all your sessions/],
    [{ refusedBy: ['backend-2'], user: 'ada' }, /could not reach backend-2 .* backend-1 found/],
    [{ status: 503, problem }, /cannot reach Redis/],
    [{ status: 503 }, /cannot answer this request now \(503\)/],
    [{ status: 503, servedBy: null }, /Nginx answered itself: no server is up \(503\)/],
    [{ status: 413, servedBy: null }, /without a server \(413\)/],
    [{ status: 0, servedBy: null }, /No answer came/],
  ]
  for (const [{ request = 'me', ...fields }, text] of stories) {
    assert.match(story(answer(request, fields), en), text)
  }
})

test('the browser holds the cookie of its last login, until it logs out', () => {
  const login = answer('login', { handle: 'abcdef', cookie: null })
  assert.equal(cookieAfter(login), 'abcdef')
  assert.equal(cookieAfter(me(1, null, { cookie: 'abcdef' })), 'abcdef')
  assert.equal(cookieAfter(answer('logout', { status: 204, cookie: 'abcdef' })), null)
  assert.equal(cookieAfter(answer('me', { status: 503, servedBy: null })), undefined)
})

test('a caption describes one answer', () => {
  assert.equal(caption(me(1, null), en), 'anonymous')
  assert.equal(caption(answer('me', { status: 0, servedBy: null }), en), 'no answer')
  assert.equal(caption(answer('login', { status: 401 }), en), 'failed (401)')
  assert.equal(caption(answer('logout', { status: 204, user: null }), en), 'logged out')
  assert.equal(caption(answer('signup', { status: 201, user: null }), en), 'account created')
})

test('curl sends the same request, with a login of its own if the request had a session', () => {
  const own = { username: 'curl-1', password: 'secret' }
  const account = `-H 'content-type: application/json' -d '{"username":"curl-1","password":"secret"}'`
  const start = `jar=$(mktemp)\ncurl -s -o /dev/null ${account} 'http://h/api/signup'`
  const curl = (exchange: Parameters<typeof curlOf>[0]) => curlOf(exchange, 'http://h', own)
  const login = answer('login', { method: 'POST', path: '/api/login' })
  assert.equal(curl(login), `${start}\ncurl -i -c "$jar" ${account} 'http://h/api/login'`)
  const add = answer('add', { realm: 'blob', method: 'POST', path: '/api/blob/cart/book' })
  assert.equal(
    curl(add),
    `${start}\ncurl -s -o /dev/null -c "$jar" ${account} 'http://h/api/blob/login'\n` +
      `curl -i -X POST -b "$jar" 'http://h/api/blob/cart/book'`,
  )
  assert.equal(curl(me(1, null, { asksStore: false })), `curl -i 'http://h/api/me'`)
  assert.match(curlOf(login, 'https://localhost:8443', own), /curl -k -i/)
})

test('the signature of a cookie is masked', () => {
  assert.equal(cookieOf(me(1, 'ada', { cookie: '3don…FvV' })), 'sid=3don…FvV.••••')
  assert.equal(cookieOf(me(1, null, { cookie: null })), null)
})

test('the changed fields are those that differ; in another session, all fields', () => {
  const record = { handle: 'a', key: 'k', type: 'hash', ttlMs: 1, fields: { one: '1', two: '2' } }
  const later = { ...record, fields: { one: '1', two: '3', three: '3' } }
  assert.deepEqual(changedFields(record, later), ['two', 'three'])
  assert.deepEqual(changedFields(record, { ...record, handle: 'b' }), ['one', 'two'])
})

test('event ids are compared by time, then by number', () => {
  assert.ok(isAfter('2-0', '1-9'))
  assert.ok(isAfter('1-10', '1-9'))
  assert.ok(isAfter('1-0', ''))
  assert.ok(!isAfter('1-9', '1-9'))
  assert.ok(!isAfter('999-5', '1000-0'))
})
