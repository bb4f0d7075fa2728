/** Tells a process from a later one that got the same pid, so that nothing foreign is ever killed. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessRecord {
  pid: number
  /** When the process started, in the system's own words. */
  started: string
}

/** @returns when the process started; undefined when there is none, or only its zombie. */
export function startOf(pid: number): string | undefined {
  const status = process.platform === 'linux' ? linuxStatus(pid) : psStatus(pid)
  return status === undefined || status.state.startsWith('Z') ? undefined : status.started
}

export function isAlive({ pid, started }: ProcessRecord): boolean {
  return startOf(pid) === started
}

/**
 * The processes that a service left behind when its own was killed: nginx workers outlive their
 * master. Each service leads a session of its own, and a pid stays taken while its session lasts.
 */
export function orphansOf(record: ProcessRecord): number[] {
  return startOf(record.pid) === undefined ? familyOf(record) : []
}

/** What runs of a service: its process, and all that it has started. */
export function familyOf(record: ProcessRecord): number[] {
  const { pid, started } = record
  if (process.platform !== 'linux') return isAlive(record) ? [pid] : []
  // Its pid is somebody else's by now: nothing of its session is left.
  if ((startOf(pid) ?? started) !== started) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => startOf(each) !== undefined && linuxStatus(each)?.session === pid)
}

function linuxStatus(pid: number) {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may itself hold spaces and parentheses.
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
