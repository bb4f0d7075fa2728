/** When files were changed, to build only what is out of date. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** @returns 0 for a file that does not exist */
export function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** The newest of these files, and of everything in these folders. */
export function newestIn(paths: string[]): number {
  return Math.max(...paths.flatMap((path) => [path, ...filesIn(path)]).map(modified))
}

/** With the folders: deleting a file changes only the folder's time. */
function filesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  )
}
