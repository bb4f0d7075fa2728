// Keeps values in the browser. If storage is blocked, a value is lost when the page is closed.

type Area = 'localStorage' | 'sessionStorage'

export function save(area: Area, key: string, value: string): void {
  try {
    window[area].setItem(key, value)
  } catch {}
}

export function load(area: Area, key: string): string | null {
  try {
    return window[area].getItem(key)
  } catch {
    return null
  }
}
