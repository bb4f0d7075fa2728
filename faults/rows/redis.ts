// Faults of the only Redis. While it is away, pages are served, and requests with a session are 503: nobody is logged out.
import { setTimeout as delay } from 'node:timers/promises'
import { connectionsCut, frozen, killed, outOfMemory, stopped } from '../faults.ts'
import { IMMEDIATE_MS, REDIS_BACK_MS, REDIS_SILENCE_MS } from '../limits.ts'
import {
  failed,
  isChange,
  isPage,
  isRead,
  needsSession,
  percentileMs,
  worstMs,
} from '../load/requests.ts'
import { fillUpTo, freeRedis } from '../redis-memory.ts'
import { all503, noneFailed, only503 } from '../requirements.ts'
import type { Row } from '../row.ts'
import { pidsOf } from '../services.ts'
import { pageFiles } from './page-files.ts'

export const redisStopped: Row = {
  name: 'redis-stopped',
  fault: 'Redis stopped',
  short: true,
  async run(test) {
    const { stack, backends } = test
    const before = await pidsOf(stack, backends)
    await test.cause(stopped('redis'))
    await test.load.awaitAnswers(test.isShort ? 20 : 100)
    for (const backend of backends) {
      for (const [path, status] of [
        ['/livez', 200],
        ['/readyz', 503],
      ] as const) {
        const answered = await stack.probe?.(backend, path)
        test.require(answered === status || `${backend}: ${path} ${answered}, not ${status}`)
      }
    }
    // The page, its scripts, and the text of the lesson in them.
    for (const [file, status] of await pageFiles(stack.baseUrl)) {
      test.require(status === 200 || `${file}: ${status}`)
    }
    await test.repair()
    test.require(before === (await pidsOf(stack, backends)) || 'backends were restarted')

    const requests = test.during().filter(needsSession)
    test.require(all503(requests))
    test.within('p99 of a 503', percentileMs(requests, 99), IMMEDIATE_MS)
    test.require(noneFailed(test.load.requests.filter(isPage)))
    test.within('back after Redis', test.recoveryMs(), REDIS_BACK_MS)
  },
}

export const redisFrozen: Row = {
  name: 'redis-frozen',
  fault: 'Redis frozen (SIGSTOP)',
  short: true,
  async run(test) {
    await test.cause(frozen('redis'))
    await delay(test.isShort ? 4_000 : 10_000)
    await test.repair()

    const requests = test.during().filter(needsSession)
    test.require(all503(requests))
    const first = test.meanwhile().filter(needsSession)
    test.within('the first answer', worstMs(first), REDIS_SILENCE_MS)
    // After this time every backend treats Redis as unreachable.
    const knownAt = test.caused().to + REDIS_SILENCE_MS
    const later = requests.filter(({ startedAt }) => startedAt > knownAt)
    test.require(later.length > 0 || 'no request after the first second')
    test.within('p99 of a 503 after that', percentileMs(later, 99), IMMEDIATE_MS)
    test.require(noneFailed(test.load.requests.filter(isPage)))
    test.within('back after the thaw', test.recoveryMs(), REDIS_BACK_MS)
    const unanswered = test.sinceCause().filter(({ status }) => status === 0)
    test.require(noneFailed(unanswered))
  },
}

export const redisKilled: Row = {
  name: 'redis-killed',
  fault: 'Redis killed and restarted',
  short: true,
  async run(test) {
    // Redis writes its append-only file to disk once a second. Most of the data must be older than that.
    await delay(2_000)
    await test.cause(killed('redis'))
    await test.load.awaitAnswers(5)
    await test.repair()

    const requests = test.sinceCause()
    test.require(all503(requests.filter(needsSession).filter(failed)))
    test.require(noneFailed(test.load.requests.filter(isPage)))
    test.within('back after Redis', test.recoveryMs(), REDIS_BACK_MS)
  },
}

/** Redis answers LOADING while it loads its data. A client that asks then must retry soon. */
export const redisKilledLarge: Row = {
  name: 'redis-killed-large',
  fault: 'Redis killed and restarted, with much data to load',
  async run(test) {
    // The loaded data take up to a quarter more memory than the written ones.
    await fillUpTo(0.6, test.stack)
    try {
      await redisKilled.run(test)
    } finally {
      await freeRedis(test.stack)
    }
  },
}

const CUTS = 5

export const redisCut: Row = {
  name: 'redis-cut',
  fault: `connections to Redis cut, ${CUTS} times`,
  short: true,
  async run(test) {
    await test.cause({
      async cause(stack) {
        for (let i = 0; i < CUTS; i += 1) {
          await connectionsCut.cause(stack)
          await delay(500)
        }
      },
    })
    await test.recover()

    test.require(all503(test.sinceCause().filter(failed)))
    test.within('back after the last cut', test.recoveryMs(), REDIS_BACK_MS)
  },
}

export const redisFull: Row = {
  name: 'redis-full',
  fault: 'Redis out of memory',
  short: true,
  async run(test) {
    try {
      await test.cause(outOfMemory)
      await test.load.awaitAnswers(test.isShort ? 20 : 100)
    } finally {
      await test.repair()
    }

    const requests = test.during()
    test.require(all503(requests.filter(isChange)))
    test.require(noneFailed(requests.filter(isRead)))
    test.require(only503(requests))
    test.within('back after there was room', test.recoveryMs(), REDIS_BACK_MS)
  },
}
