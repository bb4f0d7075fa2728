import type { Cluster, Redis } from 'ioredis'

/** Runs a script: atomic, one round trip. ioredis sends its digest, and the text where Redis does not know it yet. */
export type RunScript = (
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>

type RunCommand = (...args: unknown[]) => Promise<unknown>

export type ScriptName = `session${string}`

/**
 * Defines a script as a command of the client, as ioredis wants it, and answers a function that runs it. The commands are
 * called sessionLoad, sessionInsert …: the client's own names of commands stay free.
 */
export function defineScript(redis: Redis | Cluster, name: ScriptName, lua: string): RunScript {
  redis.defineCommand(name, { lua })
  const commands = redis as unknown as { [Name in ScriptName]: RunCommand }
  // Looked up at each call, as ioredis looks up its own commands.
  return (keys, args) => (commands[name] as RunCommand)(keys.length, ...keys, ...args)
}
