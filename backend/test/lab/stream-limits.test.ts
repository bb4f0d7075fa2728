import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { forSuite } from '@session-clustering/testing'
import { networkOf, streamLimits } from '../../src/lab/stream-limits.ts'
import { startTwoBackends } from '../support/backend.ts'

const open = (
  limits: ReturnType<typeof streamLimits>,
  count: number,
  address: (i: number) => string,
) => Array.from({ length: count }, (_, i) => limits.open(address(i)))
const tooMany = (statusCode: number) => ({
  name: 'Problem',
  statusCode,
  options: { retryAfterSeconds: 5 },
})

suite('limits of event streams', () => {
  test('one address has 200 at most; a closed one makes room', () => {
    const limits = streamLimits()
    const [close] = open(limits, 200, () => '192.0.2.1')
    assert.throws(() => limits.open('192.0.2.1'), tooMany(429))
    limits.open('192.0.2.2')
    close?.()
    limits.open('192.0.2.1')
    assert.throws(() => limits.open('192.0.2.1'), tooMany(429))
  })

  test('an IPv6 /64 network counts as one address', () => {
    const limits = streamLimits()
    open(limits, 200, (i) => `2001:db8:0:1::${i.toString(16)}`)
    assert.throws(() => limits.open('2001:db8:0:1:ffff::1'), tooMany(429))
    limits.open('2001:db8:0:2::1')
  })

  test('a server has 500 at most; a closed one makes room', () => {
    const limits = streamLimits()
    const [close] = open(limits, 500, (i) => `10.0.${i >> 8}.${i & 255}`)
    assert.throws(() => limits.open('192.0.2.1'), tooMany(503))
    close?.()
    limits.open('192.0.2.1')
  })

  for (const [address, network] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::1', '::'],
    ['2001:db8::1', '2001:db8::'],
    ['2001:0DB8:0001:0002:3:4:5:6', '2001:db8:1:2::'],
    ['fe80::1%eth0', 'fe80::'],
  ] as const) {
    test(`${address} is in ${network}`, () => assert.equal(networkOf(address), network))
  }
})

suite('event streams of one address', () => {
  const stack = forSuite(startTwoBackends)

  test('the 201st is a 429 with Retry-After, until one is closed', async () => {
    const url = `${stack.one.control}/api/events`
    const streams = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const ended = new AbortController()
        const { status } = await fetch(url, { signal: ended.signal })
        return { status, ended }
      }),
    )
    try {
      assert.ok(streams.every(({ status }) => status === 200))
      const refused = await fetch(url)
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '5'])
      const headers = { 'x-forwarded-for': '192.0.2.1' }
      const ended = new AbortController()
      assert.equal((await fetch(url, { headers, signal: ended.signal })).status, 200)
      ended.abort()
    } finally {
      for (const { ended } of streams) ended.abort()
    }
  })
})
