import { setTimeout as delay } from 'node:timers/promises'

/** Repeats the check until it is true. @returns whether it became true within the time */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (!(await isSo())) {
    if (Date.now() > deadline) return false
    await delay(20)
  }
  return true
}
