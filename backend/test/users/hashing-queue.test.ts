import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { pausePoint } from '@session-clustering/testing'
import { Problem } from '../../src/problems.ts'
import { hashingQueue } from '../../src/users/hashing-queue.ts'

const BUSY = (error: unknown) =>
  error instanceof Problem &&
  error.statusCode === 503 &&
  error.options.retryAfterSeconds !== undefined

suite('hashing queue', () => {
  test('refuses a job at once when the queue is full', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaiting: 1 })
    const running = pausePoint()
    const results = [queue('login', running.wait), queue('login', async () => 'second')]
    await assert.rejects(
      queue('login', async () => {}),
      BUSY,
    )
    assert.deepEqual(queue.state(), { running: 1, waiting: 1, refused: 1 })
    running.resume()
    assert.deepEqual(await Promise.all(results), [undefined, 'second'])
  })

  test('refuses a job that has waited too long, never starts it, and frees its place', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaiting: 1, maxWaitMs: 1 })
    const running = pausePoint()
    const result = queue('login', running.wait)
    let started = false
    const late = queue('login', async () => {
      started = true
    })
    await assert.rejects(late, BUSY)
    assert.deepEqual(queue.state(), { running: 1, waiting: 0, refused: 1 })
    running.resume()
    await result
    assert.equal(await queue('login', async () => 'next'), 'next')
    assert.equal(started, false)
  })

  test('waiting sign-ups take no place of a login, and logins run first', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaiting: 1 })
    const running = pausePoint()
    const order: string[] = []
    const jobs = [
      queue('sign-up', running.wait),
      queue('sign-up', async () => order.push('sign-up')),
      queue('login', async () => order.push('login')),
    ]
    await assert.rejects(
      queue('sign-up', async () => {}),
      BUSY,
    )
    running.resume()
    await Promise.all(jobs)
    assert.deepEqual(order, ['login', 'sign-up'])
  })
})
