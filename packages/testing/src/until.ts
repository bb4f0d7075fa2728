/**
 * Repeats `ask` until its answer is truthy, and returns the answer. The timeout only ends a test that would hang; it is
 * not an expectation.
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  { what = 'what the test waits for', timeoutMs = 20_000 } = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    if (performance.now() > end) throw new Error(`Still waiting for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
