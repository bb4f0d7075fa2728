/**
 * Calls back with a promise's outcome. The callback goes on with the request: what it throws (headers that were sent
 * already, say) is handed to the callback as an error, for an exception here would be an unhandled rejection, which ends
 * the process.
 */
export function settle<T>(
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
