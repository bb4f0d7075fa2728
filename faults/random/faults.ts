// The faults of the random part, and how each one is mended.
import type { Service, Stack } from '@session-clustering/stack/types'
import { httpClient } from '../load/http.ts'
import { untilEnded } from '../processes.ts'
import { fillRedis, makeRoomInRedis } from '../redis-memory.ts'

export interface Fault {
  name: string
  /** The service that it breaks: two faults at once break two services. */
  of: Service
  /** Whether changes acknowledged in the last second may be lost. */
  loses?: boolean
  break(stack: Stack): Promise<unknown>
  mend?(stack: Stack): Promise<unknown>
}

const killed = (of: Service): Fault => ({
  name: `${of} killed`,
  of,
  loses: of === 'redis',
  break: (stack) => stack.signal(of, 'SIGKILL'),
  mend: (stack) => stack.start(of),
})

const stopped = (of: Service): Fault => ({
  name: `${of} stopped`,
  of,
  async break(stack) {
    await stack.signal(of, 'SIGTERM')
    await untilEnded(stack, of)
  },
  mend: (stack) => stack.start(of),
})

const frozen = (of: Service): Fault => ({
  name: `${of} frozen`,
  of,
  break: (stack) => stack.signal(of, 'SIGSTOP'),
  mend: (stack) => stack.signal(of, 'SIGCONT'),
})

export const faults: readonly [Fault, ...Fault[]] = [
  killed('backend-1'),
  killed('backend-2'),
  stopped('backend-1'),
  stopped('backend-2'),
  frozen('backend-1'),
  frozen('backend-2'),
  killed('redis'),
  stopped('redis'),
  frozen('redis'),
  {
    name: 'connections to redis cut',
    of: 'redis',
    break: (stack) => stack.redisCli('CLIENT', 'KILL', 'USER', 'app'),
  },
  { name: 'redis full', of: 'redis', break: fillRedis, mend: makeRoomInRedis },
  { name: '50 logins at once', of: 'nginx', break: (stack) => logInAtOnce(stack, 50) },
]

async function logInAtOnce({ baseUrl }: Stack, count: number): Promise<void> {
  const json = { username: 'nobody', password: 'wrong, and hashed all the same' }
  await Promise.all(
    Array.from({ length: count }, async () => {
      const http = httpClient(baseUrl)
      await http.call({ method: 'POST', path: '/api/login', json })
      http.close()
    }),
  )
}
