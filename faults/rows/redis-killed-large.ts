import { fillUpTo, makeRoomInRedis } from '../redis-memory.ts'
import type { Row } from '../row.ts'
import { redisKilled } from './redis-killed.ts'

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
      await makeRoomInRedis(test.stack)
    }
  },
}
