/**
 * A header's value: percent-encoded JSON, at most so long.
 * @param shown makes what is encoded from the first `kept` of `count` items. The value has as many items as fit.
 */
export function headerOf(
  count: number,
  shown: (kept: number) => unknown,
  maxLength: number,
): string {
  for (let kept = count; kept > 0; kept -= 1) {
    const text = encodeURIComponent(JSON.stringify(shown(kept)))
    if (text.length <= maxLength) return text
  }
  return encodeURIComponent(JSON.stringify(shown(0)))
}
