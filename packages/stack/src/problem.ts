/** An error that the user can fix. The CLI prints its message without a stack trace. */
export class Problem extends Error {}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
