// Slow clients do not delay other clients. (In production nginx is in front; `make faults` tests its time-outs.)
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Answer, client, dial, forSuite, received } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'

suite('slow clients', { concurrency: true }, () => {
  const stack = forSuite(startTwoBackends)

  const HEAD = 'POST /api/signup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
  for (const [what, beginning, rest] of [
    [
      'headers',
      'GET /api/me HTTP/1.1\r\nHost: x\r\n',
      'X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ],
    [
      'a body',
      `${HEAD}Content-Length: 500\r\n\r\n`,
      '{"username":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ],
  ] as const) {
    test(`a client that sends ${what} byte by byte is disconnected, and others are served meanwhile`, async () => {
      const socket = await dial(stack.one.url)
      const answer = received(socket)
      socket.write(beginning)
      const others: Promise<Answer>[] = []
      // One byte a second, so that no idle time-out fires.
      const bytes = [...rest]
      const trickling = setInterval(() => {
        if (socket.writable) socket.write(bytes.shift() ?? 'a')
        others.push(client().get(`${stack.one.url}/api/me`))
      }, 1_000)
      await answer.finally(() => clearInterval(trickling))
      assert.match(
        await answer,
        /^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json/,
      )
      assert.ok(others.length > 0)
      for (const { status } of await Promise.all(others)) assert.equal(status, 401)
    })
  }
})
