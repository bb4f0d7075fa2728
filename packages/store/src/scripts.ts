import { readFileSync } from 'node:fs'
import type { Cluster, Redis, Result } from 'ioredis'

declare module 'ioredis' {
  interface RedisCommander<Context> {
    sessionLoad(
      count: number,
      ...keysAndRest: (string | number)[]
    ): Result<(string | string[] | null)[], Context>
    sessionInsert(key: string, ...args: (string | number)[]): Result<string | null, Context>
    sessionUpdate(
      count: number,
      ...keysAndRest: (string | number)[]
    ): Result<(0 | 1 | Error)[], Context>
    sessionIncrement(
      key: string,
      field: string,
      by: number,
      deadline: number | '',
    ): Result<number | null, Context>
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
  sessionInsert: 'insert',
  sessionIncrement: 'increment',
  sessionDestroy: 'destroy',
  sessionIndexAdd: 'index-add',
}

/** Those that take many sessions at once; the first argument says how many. */
const SCRIPTS_FOR_MANY = {
  sessionLoad: 'load',
  sessionUpdate: 'update',
}

/** Teaches a client the store's atomic steps; ioredis sends each as a digest that Redis has cached. */
export function defineScripts(redis: Redis | Cluster): void {
  for (const [command, file] of Object.entries(SCRIPTS)) {
    redis.defineCommand(command, { lua: read(file), numberOfKeys: 1 })
  }
  for (const [command, file] of Object.entries(SCRIPTS_FOR_MANY)) {
    redis.defineCommand(command, { lua: read(file) })
  }
}

function read(file: string): string {
  return readFileSync(new URL(`scripts/${file}.lua`, import.meta.url), 'utf8')
}
