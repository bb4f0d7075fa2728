/** The stack under test: a given one (BASE_URL), or an own one with Compose or as local processes. */
import { spawnSync } from 'node:child_process'
import { type Stack, type StackOptions, topologies } from '@session-clustering/stack/types'
import { externalStack } from './external-stack.ts'

export type { Service, Stack } from '@session-clustering/stack/types'

const { BASE_URL, TLS, REDIS_TOPOLOGY, SPRING } = process.env

/** Whether the stack under test uses HTTPS: TLS=on make e2e, or BASE_URL=https://… */
export const overTls = BASE_URL ? BASE_URL.startsWith('https:') : TLS === 'on'

/** Whether the stack under test has the Spring Boot service: SPRING=on make e2e. Only its own spec can run on such a stack. */
export const withSpring = SPRING === 'on'

export async function stackUnderTest(): Promise<Stack> {
  return BASE_URL ? externalStack(BASE_URL) : startOwnStack()
}

export async function startOwnStack({ env }: StackOptions = {}): Promise<Stack> {
  // Imported here because the e2e container tests a given stack and does not install what starts one.
  const { startStack } =
    runtime() === 'compose'
      ? await import('@session-clustering/stack/compose')
      : await import('@session-clustering/stack/stack')
  // REDIS_TOPOLOGY=cluster make e2e
  const redis = topologies.find((topology) => topology === REDIS_TOPOLOGY) ?? 'single'
  // All tests share one address.
  return startStack({
    env: {
      SIGNUPS_PER_ADDRESS: '999999',
      ...(overTls && { TLS: 'on' }),
      ...(withSpring && { SPRING: 'on' }),
      ...env,
    },
    redis,
  })
}

/** The runtime of the tests' own stacks. */
export function runtime(): string {
  const engineAnswers = () => spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0
  return process.env.RUNTIME || (engineAnswers() ? 'compose' : 'native')
}
