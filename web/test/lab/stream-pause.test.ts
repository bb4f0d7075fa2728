import assert from 'node:assert/strict'
import { test } from 'node:test'
import { streamPauseMs } from '../../src/lab/stream-pause.ts'

/** A linear congruential generator, so that the test has the same numbers each time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

test('two streams at the same time each meet both servers, about equally often', (t) => {
  t.mock.method(Math, 'random', randomFrom(1))
  const times = (first: number) => {
    let at = first
    return Array.from({ length: 400 }, () => (at += streamPauseMs()))
  }
  // The second stream starts in the middle of a pause of the first one. Requests take turns by the time of sending.
  const requests = [0, 125]
    .flatMap((first, stream) => times(first).map((at) => ({ at, stream })))
    .sort((a, b) => a.at - b.at)
    .map(({ stream }, turn) => ({ stream, server: turn % 2 }))
  for (const stream of [0, 1]) {
    const servers = requests.filter((request) => request.stream === stream)
    const share = servers.filter(({ server }) => server === 0).length / servers.length
    assert.ok(share > 0.3 && share < 0.7, `${share}`)
  }
})
