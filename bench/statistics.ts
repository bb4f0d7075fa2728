import type { Slice } from './rounds.ts'

/** Median, minimum and maximum of a measure over all rounds. */
export interface Spread {
  median: number
  min: number
  max: number
}

export function spread(slices: readonly Slice[], measure: keyof Slice): Spread {
  const sorted = slices.map((slice) => slice[measure]).sort((a, b) => a - b)
  const middle = sorted.length / 2
  const median =
    ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.ceil(middle - 0.5)] ?? 0)) / 2
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 }
}
