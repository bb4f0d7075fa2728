import type { CookieSettings } from '../store.ts'

type Check = (value: unknown) => boolean

const isAge: Check = (value) => Number.isFinite(value)
const hasForm =
  (form: RegExp): Check =>
  (value) =>
    typeof value === 'string' && form.test(value)

/** Settings of which a wrong value would fail each response of its session. */
const CHECKS: Readonly<Record<string, Check>> = {
  originalMaxAge: isAge,
  maxAge: isAge,
  expires: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  // The characters that the package `cookie` accepts.
  path: hasForm(/^[ -:=-~]*$/),
  domain: hasForm(/^[.\w-]*$/),
}

/** @throws {TypeError} for a `cookie` field that another program has written in another form */
export function storedCookie(value: unknown): CookieSettings {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const settings = isObject ? (value as CookieSettings) : {}
  const wrong = Object.keys(settings).find(
    (name) => settings[name] !== null && CHECKS[name]?.(settings[name]) === false,
  )
  if (!isObject || wrong !== undefined) {
    throw new TypeError(`The cookie of a session is damaged: ${wrong ?? 'it is no object'}`)
  }
  return settings
}
