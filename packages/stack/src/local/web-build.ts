import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem, reason } from '../problem.ts'
import { runCommand } from '../run-command.ts'
import { withLock } from './lock.ts'
import { checkout, runDirectory } from './paths.ts'

const web = join(checkout, 'web')

/** The folder of the built page. */
export const webRoot = join(web, 'dist')

/** Builds the page when a source is newer than the last build. A lock allows one build at a time in a checkout. */
export function buildWeb(
  log: string,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  return withLock(
    join(runDirectory, 'web-build.lock'),
    async () => {
      if (newestSource() <= modified(join(webRoot, 'index.html'))) return
      say('Building the page')
      const vite = join(checkout, 'node_modules', 'vite', 'bin', 'vite.js')
      try {
        const output = await runCommand(process.execPath, [vite, 'build'], { cwd: web, signal })
        writeFileSync(log, output)
      } catch (error) {
        throw new Problem(`${reason(error)}\nThe page could not be built: see above.`)
      }
    },
    signal,
  )
}

function newestSource(): number {
  const inFolders = ['src', 'public'].flatMap((folder) => filesIn(join(web, folder)))
  const single = ['index.html', 'vite.config.ts', 'package.json'].map((name) => join(web, name))
  return Math.max(...[...inFolders, ...single].map(modified))
}

function filesIn(folder: string): string[] {
  try {
    // The folders too: deleting a file changes only the folder's time.
    return [
      folder,
      ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    ]
  } catch {
    return []
  }
}

/** @returns 0 for a file that does not exist */
function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
