import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from '../paths.ts'
import { Problem, reason } from '../problem.ts'
import { runCommand } from '../run-command.ts'
import { modified, newestIn } from './modified.ts'

const web = join(checkout, 'web')

/** The folder of the built page. */
export const webRoot = join(web, 'dist')

/**
 * Builds the page when a source is newer than the last build. The new build is moved into its place, so that two builds at
 * the same time do not mix.
 */
export async function buildWeb(say: (line: string) => void): Promise<void> {
  if (newestSource() <= modified(join(webRoot, 'index.html'))) return
  say('Building the page')
  const vite = join(checkout, 'node_modules', 'vite', 'bin', 'vite.js')
  const built = `${webRoot}.${process.pid}`
  const former = `${built}.former`
  try {
    await runCommand(process.execPath, [vite, 'build', '--outDir', built], { cwd: web })
    // Not removed in its place: another process could move its build there meanwhile.
    moveAway(webRoot, former)
    renameSync(built, webRoot)
  } catch (error) {
    // Another process has moved its build there.
    if (newestSource() <= modified(join(webRoot, 'index.html'))) return
    throw new Problem(`${reason(error)}\nThe page could not be built: see above.`)
  } finally {
    for (const left of [built, former]) rmSync(left, { recursive: true, force: true })
  }
}

/** Does nothing when the folder does not exist, or another process moves it. */
function moveAway(folder: string, elsewhere: string): void {
  try {
    renameSync(folder, elsewhere)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}

function newestSource(): number {
  const folders = ['web/src', 'web/public', 'docs'].map((folder) => join(checkout, folder))
  const single = ['index.html', 'vite.config.ts', 'document-pages.ts', 'package.json'].map((name) =>
    join(web, name),
  )
  return newestIn([...folders, ...single])
}
