import { fillUpTo, makeRoomInRedis } from '../redis-memory.ts'
import type { Row } from '../row.ts'
import { redisKilled } from './redis-killed.ts'

/** The same with much to load: it answers before it is ready, and whoever asks then must not go away for long. */
export const redisKilledLarge: Row = {
  name: 'redis-killed-large',
  fault: 'the same, with much to load',

  async run(test) {
    // What is read back takes up to a quarter more memory than what was written.
    await fillUpTo(0.6, test.stack)
    try {
      await redisKilled.run(test)
    } finally {
      await makeRoomInRedis(test.stack)
    }
  },
}
