import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { pausePoint } from '@session-clustering/testing'
import { Problem } from '../../src/problems.ts'
import { hashingQueue } from '../../src/users/hashing-queue.ts'

const BUSY = (error: unknown) =>
  error instanceof Problem &&
  error.statusCode === 503 &&
  error.options.retryAfterSeconds !== undefined

/** A job that the test ends. */
function work() {
  const middle = pausePoint()
  let started = false
  return {
    ...middle,
    run: async () => {
      started = true
      await middle.wait()
      return 'done'
    },
    started: () => started,
  }
}

suite('hashing queue', () => {
  test('runs a job and returns its result', async () => {
    const queue = hashingQueue()
    assert.equal(await queue(async () => 42), 42)
    await assert.rejects(
      queue(async () => Promise.reject(new RangeError('broken'))),
      RangeError,
    )
  })

  test('runs only as many jobs at once as are allowed; the others wait in order', async () => {
    const queue = hashingQueue({ concurrency: 2 })
    const jobs = [work(), work(), work(), work()]
    const results = jobs.map((job) => queue(job.run))
    await jobs[1]?.reached
    assert.deepEqual(
      jobs.map((job) => job.started()),
      [true, true, false, false],
    )
    jobs[0]?.resume()
    await jobs[2]?.reached
    assert.deepEqual(
      jobs.map((job) => job.started()),
      [true, true, true, false],
    )
    for (const job of jobs) job.resume()
    assert.deepEqual(await Promise.all(results), Array(4).fill('done'))
  })

  test('refuses a job at once when the queue is full', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaiting: 1 })
    const jobs = [work(), work()]
    const results = jobs.map((job) => queue(job.run))
    await assert.rejects(queue(work().run), BUSY)
    for (const job of jobs) job.resume()
    await Promise.all(results)
  })

  test('refuses a job that has waited too long, and never starts it', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaitMs: 1 })
    const [running, late] = [work(), work()]
    const result = queue(running.run)
    await assert.rejects(queue(late.run), BUSY)
    running.resume()
    await result
    assert.equal(late.started(), false)
  })

  test('a job that failed or was refused frees its slot', async () => {
    const queue = hashingQueue({ concurrency: 1, maxWaiting: 1, maxWaitMs: 1 })
    const running = work()
    const failing = queue(async () => {
      await running.run()
      throw new RangeError('broken')
    })
    await assert.rejects(queue(work().run), BUSY)
    running.resume()
    await assert.rejects(failing, RangeError)
    assert.equal(await queue(async () => 'next'), 'next')
  })
})
