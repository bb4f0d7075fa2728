// Hashing a password occupies a core for 30 ms, and other requests wait for the core. Linux has a priority for each thread
// (setpriority(2)), so the threads that hash get a lower one.
import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

const THREADS = '/proc/self/task'
/** Nice 10: about a tenth of the normal weight. Nice 19, about a seventieth, would stop logins on a busy machine. */
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL

/**
 * Lowers the priority of libuv's worker threads, which run argon2. Call it after the first hash: libuv starts the threads
 * when it first needs them. The threads also read files and resolve names, which is not urgent here. The priority stays
 * low: raising it needs a privilege. On other systems than Linux, this does nothing.
 */
export function lowerHashingPriority(): void {
  if (process.platform !== 'linux') return
  for (const id of readdirSync(THREADS).map(Number)) {
    try {
      const name = readFileSync(`${THREADS}/${id}/comm`, 'utf8').trim()
      // Do not raise the priority of a process that was started with a lower one.
      if (name === 'libuv-worker' && getPriority(id) < PRIORITY) setPriority(id, PRIORITY)
    } catch {
      // The thread has just ended, or the system does not allow the change: the priority stays as it is.
    }
  }
}
