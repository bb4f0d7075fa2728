import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateIn, stateQuestion } from '../redis-state.ts'
import { runCommand } from '../run-command.ts'
import type { RedisNodeState } from '../types.ts'
import { checkout, type StackPaths } from './paths.ts'
import { nodesOf, redisSettings } from './redis-nodes.ts'
import type { RunState } from './run-state.ts'
import { findProgram } from './tools.ts'

export function redisCliProgram(): string {
  return findProgram('redis-cli') ?? 'redis-cli'
}

/** The operator's login as a variable: other users can read the command line of a process. */
export function redisCliEnvironment(paths: StackPaths): NodeJS.ProcessEnv {
  const password = readFileSync(join(paths.secrets, 'redis-operator-password'), 'utf8').trim()
  return { ...process.env, REDISCLI_AUTH: password }
}

/** The script and its settings, for every topology; deploy/redis/operator-cli.sh finds the right node. */
export function operatorCli(
  paths: StackPaths,
  { ports, redis }: Pick<RunState, 'ports' | 'redis'>,
): { script: string; env: NodeJS.ProcessEnv } {
  const env = {
    ...redisCliEnvironment(paths),
    REDIS_PORT: String(ports.redis),
    ...redisSettings(redis, ''),
  }
  return { script: join(checkout, 'deploy', 'redis', 'operator-cli.sh'), env }
}

export function redisCliArguments(port: number): string[] {
  return ['-h', '127.0.0.1', '-p', String(port), '--user', 'operator']
}

/** The state of every Redis that answers. */
export async function nodeStates(
  paths: StackPaths,
  { ports, redis }: Pick<RunState, 'ports' | 'redis'>,
): Promise<RedisNodeState[]> {
  const { topology } = redis
  const all = topology === 'single' ? (['redis'] as const) : nodesOf(topology)
  const asked = all.map(async (name) => {
    const args = ['-e', ...redisCliArguments(redis.ports[name] ?? ports.redis)]
    const answer = await runCommand(redisCliProgram(), [...args, ...stateQuestion(topology)], {
      env: redisCliEnvironment(paths),
      signal: AbortSignal.timeout(2_000),
    }).catch(() => '')
    return stateIn(name, answer)
  })
  return (await Promise.all(asked)).flat()
}
