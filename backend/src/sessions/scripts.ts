import { readFileSync } from 'node:fs'
import type { Cluster, Redis, Result } from 'ioredis'

declare module 'ioredis' {
  interface RedisCommander<Context> {
    sessionLoad(key: string, absoluteLifetimeMs: number): Result<string | null, Context>
    sessionInsert(key: string, ...args: (string | number)[]): Result<string | null, Context>
    sessionUpdate(key: string, ...args: (string | number)[]): Result<0 | 1, Context>
    sessionIncrement(key: string, field: string, by: number): Result<number | null, Context>
    sessionDestroy(key: string, principalField: string): Result<string | null, Context>
    sessionIndexAdd(
      key: string,
      id: string,
      idleMs: number,
      absoluteMs: number,
    ): Result<[count: number, due: string[]], Context>
  }
}

const SCRIPTS = {
  sessionLoad: 'load',
  sessionInsert: 'insert',
  sessionUpdate: 'update',
  sessionIncrement: 'increment',
  sessionDestroy: 'destroy',
  sessionIndexAdd: 'index-add',
}

/** Teaches a client the store's atomic steps; ioredis sends each as a digest that Redis has cached. */
export function defineScripts(redis: Redis | Cluster): void {
  for (const [command, file] of Object.entries(SCRIPTS)) {
    const lua = readFileSync(new URL(`scripts/${file}.lua`, import.meta.url), 'utf8')
    redis.defineCommand(command, { numberOfKeys: 1, lua })
  }
}
