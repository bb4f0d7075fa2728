// Starts the suite's own stack, with Compose or as local processes. The browser tests select the runtime the same way.
import { spawnSync } from 'node:child_process'
import type { Runtime, Stack, Topology } from '@session-clustering/stack/types'

export const runtime = runtimeOf(process.env)

/** All visitors share one address, and log in more often than people do. */
const unlimited = {
  LOGIN_ATTEMPTS_PER_ACCOUNT: '999999',
  LOGIN_ATTEMPTS_PER_ADDRESS: '999999',
  SIGNUPS_PER_ADDRESS: '999999',
}

/** @param limits whether attempts to log in and sign-ups are limited as by default */
export async function startOwnStack(redis: Topology, limits: boolean): Promise<Stack> {
  const { startStack } =
    runtime === 'compose'
      ? await import('@session-clustering/stack/compose')
      : await import('@session-clustering/stack/stack')
  return startStack({ env: limits ? {} : unlimited, redis })
}

function runtimeOf({ RUNTIME }: NodeJS.ProcessEnv): Runtime {
  if (RUNTIME === 'native' || RUNTIME === 'compose') return RUNTIME
  const engineAnswers = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0
  return engineAnswers ? 'compose' : 'native'
}
