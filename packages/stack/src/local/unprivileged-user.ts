/** When root starts the stack, the services run as `nobody`, if that user can read the files they need. */
import { spawnSync } from 'node:child_process'
import { lchownSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface User {
  name: string
  group: string
  uid: number
  gid: number
}

/**
 * @param readable files and folders that the services read
 * @returns undefined when the services run as the current user
 */
export function unprivilegedUser(
  readable: string[],
  say: (line: string) => void,
): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  const nobody = findNobody()
  if (nobody !== undefined && canRead(nobody, readable)) return nobody
  say('The services run as root, because other users cannot read this folder.')
  return undefined
}

/** Changes the owner of a file, or of a folder and its content. */
export function give(path: string, { uid, gid }: Pick<User, 'uid' | 'gid'>): void {
  lchownSync(path, uid, gid)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path)) give(join(path, name), { uid, gid })
}

function findNobody(): User | undefined {
  const [uid, gid, group] = ['-u', '-g', '-gn'].map((option) =>
    String(spawnSync('id', [option, 'nobody']).stdout).trim(),
  )
  return group ? { name: 'nobody', group, uid: Number(uid), gid: Number(gid) } : undefined
}

function canRead({ uid, gid }: User, files: string[]): boolean {
  // A folder needs the execute permission, a file the read permission.
  const look = `
    const { accessSync, constants, statSync } = require('node:fs')
    for (const file of process.argv.slice(1)) {
      accessSync(file, statSync(file).isDirectory() ? constants.X_OK : constants.R_OK)
    }`
  const { status } = spawnSync(process.execPath, ['-e', look, ...files], {
    uid,
    gid,
    cwd: '/',
    stdio: 'ignore',
  })
  return status === 0
}
