import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, type StackPaths } from './paths.ts'
import { nodesOf, type RedisLayout, redisSettings } from './redis-nodes.ts'
import { runCommand } from './run-command.ts'
import type { RunState } from './run-state.ts'
import { findProgram } from './tools.ts'

export function redisCliProgram(): string {
  return findProgram('redis-cli') ?? 'redis-cli'
}

/** The operator's login, kept off the command line, where other users could read it. */
export function redisCliEnvironment(paths: StackPaths): NodeJS.ProcessEnv {
  const password = readFileSync(join(paths.secrets, 'redis-operator-password'), 'utf8').trim()
  return { ...process.env, REDISCLI_AUTH: password }
}

/** The same for one Redis and for several, of which it finds the right one: redis/cli.sh. */
export function operatorCli(
  paths: StackPaths,
  { ports, redis }: Pick<RunState, 'ports' | 'redis'>,
): { script: string; env: NodeJS.ProcessEnv } {
  const env = {
    ...redisCliEnvironment(paths),
    REDIS_PORT: String(ports.redis),
    ...redisSettings(redis, ''),
  }
  return { script: join(checkout, 'redis', 'cli.sh'), env }
}

export function redisCliArguments(port: number): string[] {
  return ['-h', '127.0.0.1', '-p', String(port), '--user', 'operator']
}

const ROLES = { master: 'primary', slave: 'replica', sentinel: 'sentinel' } as const
type Role = (typeof ROLES)[keyof typeof ROLES]

/** In the answer of ROLE; none in that of a Redis that is away. */
export function roleIn(answer: string): Role[] {
  const [word = ''] = answer.split('\n')
  return Object.hasOwn(ROLES, word) ? [ROLES[word as keyof typeof ROLES]] : []
}

/** What every Redis that answers says it is. */
export async function rolesOf(
  paths: StackPaths,
  { ports, redis }: Pick<RunState, 'ports' | 'redis'>,
): Promise<{ name: string; role: Role }[]> {
  const all = redis.topology === 'single' ? [['redis', ports.redis] as const] : nodePorts(redis)
  const asked = all.map(async ([name, port]) => {
    const answer = await runCommand(redisCliProgram(), ['-e', ...redisCliArguments(port), 'ROLE'], {
      env: redisCliEnvironment(paths),
      signal: AbortSignal.timeout(2_000),
    }).catch(() => '')
    return roleIn(answer).map((role) => ({ name, role }))
  })
  return (await Promise.all(asked)).flat()
}

function nodePorts({ topology, ports }: RedisLayout): (readonly [string, number])[] {
  return nodesOf(topology).map((name) => [name, ports[name] ?? 0])
}
