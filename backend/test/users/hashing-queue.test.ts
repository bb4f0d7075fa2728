import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { gate } from '@session-clustering/testing'
import { Problem } from '../../src/problems.ts'
import { hashingQueue } from '../../src/users/hashing-queue.ts'

const BUSY = (error: unknown) =>
  error instanceof Problem &&
  error.statusCode === 503 &&
  error.options.retryAfterSeconds !== undefined

/** Work that ends when the test says so. */
function work() {
  const middle = gate()
  let started = false
  return {
    ...middle,
    run: async () => {
      started = true
      await middle.pass()
      return 'done'
    },
    started: () => started,
  }
}

suite('hashing queue', () => {
  test('work is done, and its answer handed on', async () => {
    const queue = hashingQueue()
    assert.equal(await queue(async () => 42), 42)
    await assert.rejects(
      queue(async () => Promise.reject(new RangeError('broken'))),
      RangeError,
    )
  })

  test('no more runs at once than is allowed, the others wait their turn', async () => {
    const queue = hashingQueue({ concurrency: 2 })
    const jobs = [work(), work(), work(), work()]
    const results = jobs.map((job) => queue(job.run))
    await jobs[1]?.reached
    assert.deepEqual(
      jobs.map((job) => job.started()),
      [true, true, false, false],
    )
    jobs[0]?.release()
    await jobs[2]?.reached
    assert.deepEqual(
      jobs.map((job) => job.started()),
      [true, true, true, false],
    )
    for (const job of jobs) job.release()
    assert.deepEqual(await Promise.all(results), Array(4).fill('done'))
  })

  test('who finds the queue full is refused at once', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaiting: 1 })
    const jobs = [work(), work()]
    const results = jobs.map((job) => queue(job.run))
    await assert.rejects(queue(work().run), BUSY)
    for (const job of jobs) job.release()
    await Promise.all(results)
  })

  test('who has waited too long is refused, and never started', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaitMs: 1 })
    const [running, late] = [work(), work()]
    const result = queue(running.run)
    await assert.rejects(queue(late.run), BUSY)
    running.release()
    await result
    assert.equal(late.started(), false)
  })

  test('work that fails, or was given up, leaves its place to others', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaiting: 1, maxWaitMs: 1 })
    const running = work()
    const failing = queue(async () => {
      await running.run()
      throw new RangeError('broken')
    })
    await assert.rejects(queue(work().run), BUSY)
    running.release()
    await assert.rejects(failing, RangeError)
    assert.equal(await queue(async () => 'next'), 'next')
  })
})
