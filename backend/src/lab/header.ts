/**
 * A header's value: percent-encoded JSON, at most so long. It has as many items as fit; the work is linear.
 * @param items the JSON text of each
 * @param shown makes what is encoded from the first `kept` items
 */
export function headerOf(
  items: readonly string[],
  shown: (kept: number) => unknown,
  maxLength: number,
): string {
  const encoded = (kept: number) => encodeURIComponent(JSON.stringify(shown(kept)))
  let length = encoded(0).length
  let kept = 0
  for (const item of items) {
    // Characters are encoded one by one, so lengths add up.
    length += encodeURIComponent(`${item},`).length
    if (length > maxLength) break
    kept += 1
  }
  return encoded(kept)
}
