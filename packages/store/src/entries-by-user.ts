/** The users' sessions in memory, oldest first. */
export class EntriesByUser<Entry extends { order: number }> {
  readonly #entries = new Map<string, Entry[]>()

  add(user: string | undefined, entry: Entry): void {
    if (user === undefined) return
    const entries = this.#entries.get(user) ?? []
    this.#entries.set(user, entries)
    entries.splice(indexAfter(entries, entry.order), 0, entry)
  }

  remove(user: string | undefined, entry: Entry): void {
    if (user === undefined) return
    const entries = this.#entries.get(user) ?? []
    const at = indexAfter(entries, entry.order) - 1
    if (entries[at] === entry) entries.splice(at, 1)
    if (entries.length === 0) this.#entries.delete(user)
  }

  /** @param after an order: the entries begin after it */
  of(user: string, after = 0, limit?: number): Entry[] {
    const entries = this.#entries.get(user) ?? []
    const from = indexAfter(entries, after)
    return entries.slice(from, limit === undefined ? undefined : from + limit)
  }

  clear(): void {
    this.#entries.clear()
  }
}

/** The index of the first entry after an order, by binary search. */
function indexAfter(entries: readonly { order: number }[], order: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.order ?? 0) <= order) low = middle + 1
    else high = middle
  }
  return low
}
