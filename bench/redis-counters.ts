// Redis' counters for the requests of a subject.
import type { Redis } from 'ioredis'
import { appendedBytes } from './append-only-file.ts'

export interface RedisCounters {
  bytesIn: number
  bytesOut: number
  appendOnlyBytes: number
  cpuUs: number
}

export async function counters(redis: Redis): Promise<RedisCounters> {
  const info = await redis.info()
  const number = (field: string) => Number(new RegExp(`^${field}:([\\d.]+)`, 'm').exec(info)?.[1])
  return {
    bytesIn: number('total_net_input_bytes'),
    bytesOut: number('total_net_output_bytes'),
    appendOnlyBytes: appendedBytes(info),
    // The CPU time of all threads, including the one that writes the append-only file.
    cpuUs: (number('used_cpu_user') + number('used_cpu_sys')) * 1e6,
  }
}

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
