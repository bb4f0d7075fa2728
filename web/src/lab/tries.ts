// The servers that nginx tried in vain before the one that answered. nginx knows only addresses; answers teach their names.

const names = new Map<string, string>()

/**
 * @param tried nginx' `$upstream_addr`: addresses, separated by commas, or by colons after a repetition
 * @param servedBy the server that answered at the last address
 */
export function failedTries(tried: string | null, servedBy: string | null): string[] {
  if (!tried || servedBy === null) return []
  const addresses = tried.split(/, | : /)
  const last = addresses.pop()
  if (last !== undefined) names.set(last, servedBy)
  return addresses.flatMap((address) => names.get(address) ?? [])
}
