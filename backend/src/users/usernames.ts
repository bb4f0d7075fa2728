// One person, one name: names that look the same are the same name, or are refused.

/** A user's name as it is stored and shown: NFKC and lower case, so that `Ada` and `ａｄａ` are `ada`. */
export function canonicalName(username: string): string {
  return username.normalize('NFKC').toLowerCase().normalize('NFKC')
}
