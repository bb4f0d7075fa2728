// Stores choices in the browser. If storage is blocked, a choice lasts until the page is closed.

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {}
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}
