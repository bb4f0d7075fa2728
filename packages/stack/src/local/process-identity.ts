/** Identifies a process by its pid and start time. A later process with the same pid is never signalled. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessRecord {
  pid: number
  /** The start time, in the format of the operating system. */
  started: string
}

/** @returns the start time; undefined when the process does not exist or is a zombie */
export function startOf(pid: number): string | undefined {
  const status = process.platform === 'linux' ? linuxStatus(pid) : psStatus(pid)
  return status === undefined || status.state.startsWith('Z') ? undefined : status.started
}

export function isAlive({ pid, started }: ProcessRecord): boolean {
  return startOf(pid) === started
}

/**
 * The processes that a killed service left behind: nginx workers outlive their master. Each service leads its own
 * process session, and the kernel does not reuse a pid while a session has it as its id.
 */
export function orphansOf(record: ProcessRecord): number[] {
  return startOf(record.pid) === undefined ? familyOf(record) : []
}

/** A service's process and all processes of its session. */
export function familyOf(record: ProcessRecord): number[] {
  const { pid, started } = record
  if (process.platform !== 'linux') return isAlive(record) ? [pid] : []
  // Another process has this pid, so the session is empty.
  if ((startOf(pid) ?? started) !== started) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => startOf(each) !== undefined && linuxStatus(each)?.session === pid)
}

function linuxStatus(pid: number) {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field, the name in parentheses, may contain spaces and parentheses.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', session: Number(fields[3]), started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

function psStatus(pid: number) {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
  })
  const [, state, started] = /^\s*(\S+)\s+(.+?)\s*$/m.exec(stdout) ?? []
  return state === undefined || started === undefined ? undefined : { state, started }
}
