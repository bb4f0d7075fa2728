// The CPU time that the processes of a running stack have used.
import { readdirSync, readFileSync } from 'node:fs'
import type { Stack } from '@session-clustering/stack/types'

export const SERVICES = ['backends', 'nginx', 'Redis', 'port proxy'] as const
/** CPU time of each service in microseconds. */
export type Cpu = Record<(typeof SERVICES)[number], number>

/** Linux counts CPU time for user space in units of 10 ms (USER_HZ is 100). */
const TICK_US = 10_000

export async function cpuOf(stack: Stack): Promise<Cpu> {
  const processes = (await stack.processes?.()) ?? {}
  const sum = (services: string[]) =>
    services.flatMap((service) => processes[service] ?? []).reduce((us, pid) => us + cpuUs(pid), 0)
  const { port } = new URL(stack.baseUrl)
  return {
    backends: sum(['backend-1', 'backend-2']),
    nginx: sum(['nginx']),
    Redis: sum(['redis']),
    // Docker passes each connection to a published port through a process of its own, if it comes from this machine.
    'port proxy': portProxies(port).reduce((us, pid) => us + cpuUs(pid), 0),
  }
}

/** The CPU time that each request has cost, between two readings. */
export function cpuPerRequest(before: Cpu, after: Cpu, requests: number): Cpu {
  const each = (service: keyof Cpu) => (after[service] - before[service]) / requests
  return Object.fromEntries(SERVICES.map((service) => [service, each(service)])) as Cpu
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function portProxies(port: string): number[] {
  const command = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    } catch {
      return ''
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && command(name).includes(`-host-port\0${port}\0`))
    .map(Number)
}

/** The CPU time of all threads of a process, user and system. See proc_pid_stat(5). */
export function cpuUs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_US
}
