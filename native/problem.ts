/** Something that the person can mend: shown as its message alone, without a stack trace. */
export class Problem extends Error {}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
