import { createHash } from 'node:crypto'
import type { Cluster, Redis } from 'ioredis'

/** Runs a script: atomic, one round trip. ioredis sends its digest, and the text where Redis does not know it yet. */
export type RunScript = (
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>

type RunCommand = (...args: unknown[]) => Promise<unknown>

export type ScriptName = `session${string}`

/**
 * Defines a script as a command of the client, which is how ioredis caches scripts, and returns a function that runs it. The commands are
 * called sessionLoad, sessionInsert …, which are no commands of Redis. Where the client has a command of this
 * name with another script (another version of this package), a part of the script's digest is added to the name.
 */
export function defineScript(
  redis: Redis | Cluster,
  plainName: ScriptName,
  lua: string,
): RunScript {
  const commands = redis as unknown as { [Name in ScriptName]?: RunCommand }
  const isFree = commands[plainName] === undefined || definedScript(redis, plainName) === lua
  const name: ScriptName = isFree ? plainName : `${plainName}${digest(lua)}`
  redis.defineCommand(name, { lua })
  // Looked up at each call, as ioredis looks up its own commands.
  return (keys, args) => (commands[name] as RunCommand)(keys.length, ...keys, ...args)
}

/** The script of a command that was defined before; ioredis keeps them in `scriptsSet`, which its types leave out. */
function definedScript(redis: Redis | Cluster, name: ScriptName): unknown {
  const scripts: unknown = Reflect.get(redis, 'scriptsSet')
  const script: unknown = scripts instanceof Object ? Reflect.get(scripts, name) : undefined
  return script instanceof Object ? Reflect.get(script, 'lua') : undefined
}

function digest(lua: string): string {
  return createHash('sha1').update(lua).digest('hex').slice(0, 8)
}
