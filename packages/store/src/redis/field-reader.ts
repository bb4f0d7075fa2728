// Reads the fields of a session's hash as the load script answers them.

/** The character between fields and values in the answer of the load script. */
export const SEPARATOR = '\x1f'

/** Field, value, field, value, …: an array, or one text with SEPARATOR between. */
export type FlatHash = string | readonly string[]

export interface Field {
  field: string
  /** The attribute's name; `null` for a field of another kind. */
  name: string | null
  /** The field and the separator behind it, as in a text. */
  prefix: string
}

/** Calls `take` for each field of a hash. @throws {Error} for an answer that is no list of fields and values */
export type FieldReader = (hash: FlatHash, take: (field: Field, text: string) => void) => void

const MOST_FIELDS = 1_000

/** @param nameIn the name of the attribute in a field; `null` for a field of another kind */
export function fieldReader(nameIn: (field: string) => string | null): FieldReader {
  /** Fields by their names: sessions have the same few again and again. */
  const fields = new Map<string, Field>()
  /**
   * The fields of the hash that was read last, in their order. The sessions of an application have the same few fields, so the
   * next text mostly has the same order: comparing a field is faster than cutting its name out for `fields`.
   */
  let lastRead: Field[] = []

  function fieldOf(field: string): Field {
    const known = fields.get(field)
    if (known !== undefined) return known
    if (fields.size === MOST_FIELDS) fields.clear()
    const found = { field, name: nameIn(field), prefix: field + SEPARATOR }
    fields.set(field, found)
    return found
  }

  return (hash, take) => {
    if (typeof hash !== 'string') {
      for (let i = 0; i + 1 < hash.length; i += 2)
        take(fieldOf(hash[i] as string), hash[i + 1] as string)
      return
    }
    const before = lastRead
    let known = before
    for (let at = 0, i = 0; at < hash.length; i += 1) {
      let field = known[i]
      if (field === undefined || !hash.startsWith(field.prefix, at)) {
        const end = hash.indexOf(SEPARATOR, at)
        // The load script answers an error as a text without a separator.
        if (end === -1) throw new Error(at === 0 ? hash : 'A field has no value')
        field = fieldOf(hash.slice(at, end))
        // A list of its own: the one before may be in use.
        if (known === before) known = known.slice(0, i)
        known.push(field)
        lastRead = known
      }
      const from = at + field.prefix.length
      const end = hash.indexOf(SEPARATOR, from)
      const to = end === -1 ? hash.length : end
      take(field, hash.slice(from, to))
      at = to + 1
    }
  }
}
