/**
 * Asks again until the answer is truthy, and returns it. Only for what the test is waiting for anyway: the bound
 * ends a test that would hang, it is no expectation.
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
