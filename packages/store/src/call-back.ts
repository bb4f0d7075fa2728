/**
 * Calls back with a promise's outcome. What the callback throws (such as ERR_HTTP_HEADERS_SENT) is passed to the callback as
 * an error: thrown here, it would be an unhandled rejection, which ends the process.
 */
export function callBack<T>(
  promise: Promise<T>,
  callback: (error: unknown, value?: T) => void,
): void {
  const call = (error: unknown, value?: T) => {
    try {
      callback(error, value)
    } catch (thrown) {
      try {
        callback(thrown)
      } catch (again) {
        process.emitWarning(again instanceof Error ? again : new Error(String(again)))
      }
    }
  }
  promise.then(
    (value) => call(null, value),
    (error) => call(error),
  )
}
