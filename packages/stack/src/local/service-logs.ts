import { readFileSync } from 'node:fs'

/** @returns the last lines of a file; '' when it does not exist */
export function lastLines(file: string, count: number): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  } catch {
    return ''
  }
}
