/** Starting, signalling and stopping one process that outlives this one. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { Problem } from './problem.ts'
import { isAlive, orphansOf, type ProcessRecord, startOf } from './process-identity.ts'
import { until } from './until.ts'

export interface ProcessSpec {
  command: string
  args: string[]
  env: Record<string, string>
  cwd: string
  uid?: number
  gid?: number
}

/** How long a service may finish what is in flight before it is killed. */
const graceMs = 12_000

/**
 * Starts a process in a session of its own, so that a Ctrl-C meant for us does not reach it.
 * @param log file that its output is added to
 */
export function launch(spec: ProcessSpec, log: string): Promise<ProcessRecord> {
  const output = openSync(log, 'a')
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
  // nginx workers must not outlive or outrun their master: what no process can answer goes to all.
  const all = signal === 'SIGKILL' || signal === 'SIGSTOP' || signal === 'SIGCONT'
  send(all ? -record.pid : record.pid, signal)
}

/** Asks the process to end, insists after a while, and takes with it what it left behind. */
export async function stopProcess(record: ProcessRecord): Promise<void> {
  signalProcess(record, 'SIGTERM')
  // A frozen one cannot hear it.
  signalProcess(record, 'SIGCONT')
  if (!(await untilEnded(record, graceMs))) signalProcess(record, 'SIGKILL')
  for (const pid of orphansOf(record)) send(pid, 'SIGKILL')
  if (!(await until(() => !isAlive(record) && orphansOf(record).length === 0, 5_000))) {
    throw new Problem(`Process ${record.pid} cannot be stopped: see what it waits for with ps.`)
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
    // ESRCH: it ended a moment ago, which is what was wanted.
    if (code !== 'ESRCH') throw error
  }
}
