/** Starts, signals and stops one process that outlives this one. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { Problem } from '../problem.ts'
import { until } from '../until.ts'
import { isAlive, orphansOf, type ProcessRecord, startOf } from './process-identity.ts'

export interface ProcessSpec {
  command: string
  args: string[]
  env: Record<string, string>
  cwd: string
  uid?: number
  gid?: number
}

/** Time for open requests, before the service is killed. */
const graceMs = 12_000

/**
 * Starts a process in its own session, so that Ctrl-C in this terminal does not reach it.
 * @param log the process appends its output to this file
 */
export function launch(spec: ProcessSpec, log: string): Promise<ProcessRecord> {
  const output = openSync(log, 'a', 0o600)
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: ['ignore', output, output],
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  })
  closeSync(output)
  child.unref()
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Problem(`${spec.command}: ${error.message}`)))
    child.once('spawn', () => {
      const pid = child.pid ?? 0
      resolve({ pid, started: startOf(pid) ?? 'ended at once' })
    })
  })
}

/** Does nothing to a process that has ended. */
export function signalProcess(record: ProcessRecord, signal: NodeJS.Signals): void {
  if (!isAlive(record)) return
  // No process can handle these signals, so nginx' master cannot pass them on to its workers. Signal the process group.
  const all = signal === 'SIGKILL' || signal === 'SIGSTOP' || signal === 'SIGCONT'
  send(all ? -record.pid : record.pid, signal)
}

/** Sends SIGTERM, then SIGKILL after the grace time, and kills the orphans that are left. */
export async function stopProcess(record: ProcessRecord): Promise<void> {
  signalProcess(record, 'SIGTERM')
  // A stopped process handles SIGTERM only after SIGCONT.
  signalProcess(record, 'SIGCONT')
  if (!(await untilEnded(record, graceMs))) signalProcess(record, 'SIGKILL')
  for (const pid of orphansOf(record)) send(pid, 'SIGKILL')
  if (!(await until(() => !isAlive(record) && orphansOf(record).length === 0, 5_000))) {
    throw new Problem(`Process ${record.pid} does not end after SIGKILL: check its state with ps.`)
  }
}

export function untilEnded(record: ProcessRecord, timeoutMs: number): Promise<boolean> {
  return until(() => !isAlive(record), timeoutMs)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EPERM')
      throw new Problem(`Process ${Math.abs(pid)} belongs to another user: stop it as that user.`)
    // ESRCH: the process has ended already.
    if (code !== 'ESRCH') throw error
  }
}
