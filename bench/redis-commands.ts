import type { Redis } from 'ioredis'

/**
 * Names of the commands that clients send during `work`; names in parentheses are called by scripts.
 * Each command of a client is a round trip.
 */
export async function commandsDuring(redis: Redis, work: () => Promise<void>): Promise<string[]> {
  const commands: string[] = []
  const monitor = await redis.monitor()
  monitor.on('monitor', (_time: string, [name = '']: string[], source: string) => {
    commands.push(source === 'lua' ? `(${name.toUpperCase()})` : name.toUpperCase())
  })
  await work()
  // The monitor reports commands in order: when the marker arrives, all earlier commands have arrived.
  const marker = 'BENCH-END'
  const seen = new Promise<void>((resolve) => {
    monitor.on('monitor', (_time: string, args: string[]) => {
      if (args[1] === marker) resolve()
    })
  })
  await redis.echo(marker)
  await seen
  monitor.disconnect()
  return commands.filter((name) => name !== 'ECHO' && name !== 'INFO')
}
