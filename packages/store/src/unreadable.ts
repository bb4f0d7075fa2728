// Records that are no sessions: what is reported of them.

export interface UnreadableRecord {
  id: string
  cause: unknown
}

/** The `cause` for a record that a Spring application wrote with JDK serialization, the default of Spring Session. */
export class JdkSerializedError extends Error {
  override name = 'JdkSerializedError'
  readonly code = 'JDK_SERIALIZED'

  constructor() {
    super(
      'The session is serialized by the JDK: the Spring application needs a bean springSessionDefaultRedisSerializer that writes JSON',
    )
  }
}

/** The first bytes of the JDK's serialization, AC ED 00 05, as UTF-8: the first two are no characters. */
const JDK_MAGIC = '\ufffd\ufffd\0\x05'

export function isJdkSerialized(text: string): boolean {
  return text.startsWith(JDK_MAGIC)
}

/** How many records are remembered. */
const MOST_RECORDS = 1_000

/**
 * For the option `onUnreadable`: reports each record once, and JDK serialization once for all records, as it is then the form
 * of all sessions of an application.
 */
export function reportOnce(
  report: (record: UnreadableRecord) => void,
): (record: UnreadableRecord) => void {
  const reported = new Set<string>()
  return (record) => {
    const what = record.cause instanceof JdkSerializedError ? record.cause.code : record.id
    if (reported.has(what)) return
    if (reported.size === MOST_RECORDS) reported.clear()
    reported.add(what)
    report(record)
  }
}
