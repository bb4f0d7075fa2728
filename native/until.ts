import { setTimeout as delay } from 'node:timers/promises'

/** Asks again until it is so. @returns whether it was, within that time */
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
