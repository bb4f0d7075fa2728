// Hashing takes a core for 30 ms at a time, and visitors' requests wait for one meanwhile. Linux keeps a priority for each
// thread, so that those that hash can take what the others leave.
import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

const THREADS = '/proc/self/task'
/** A tenth of the weight of the usual one. The lowest, a seventieth, would stop logins on a machine that is busy. */
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL

/**
 * Lowers the priority of libuv's threads, in which argon2 runs. They exist once the first of them has been used, and keep
 * it for good: raising it takes a privilege. What else they do, reading files and looking up names, is in no hurry here.
 * Elsewhere than on Linux, nothing happens.
 */
export function hashAfterServing(): void {
  if (process.platform !== 'linux') return
  for (const id of readdirSync(THREADS).map(Number)) {
    try {
      const name = readFileSync(`${THREADS}/${id}/comm`, 'utf8').trim()
      // Whoever started this process with a lower priority still means it.
      if (name === 'libuv-worker' && getPriority(id) < PRIORITY) setPriority(id, PRIORITY)
    } catch {
      // A thread that has just ended, or a system that does not allow it: then hashing is work as any other.
    }
  }
}
