import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StackPaths } from './paths.ts'
import { findProgram } from './tools.ts'

export function redisCliProgram(): string {
  return findProgram('redis-cli') ?? 'redis-cli'
}

/** The operator's login, kept off the command line, where other users could read it. */
export function redisCliEnvironment(paths: StackPaths): NodeJS.ProcessEnv {
  const password = readFileSync(join(paths.secrets, 'redis-operator-password'), 'utf8').trim()
  return { ...process.env, REDISCLI_AUTH: password }
}

export function redisCliArguments(port: number): string[] {
  return ['-h', '127.0.0.1', '-p', String(port), '--user', 'operator']
}
