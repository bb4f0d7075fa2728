// A consumer's project: empty but for the tarball of the package, its peers, and the types of Node.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.ts'

export const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url))
const PACKAGE = join(REPOSITORY, 'packages/store')

export interface Consumer {
  /** The project's folder. */
  project: string
  /** A folder without any dependency. */
  empty: string
  close(): Promise<void>
}

interface Manifest {
  name: string
  peerDependencies: Record<string, string>
  devDependencies: Record<string, string>
}

/** Packs the package and installs the tarball into an empty project. */
export async function startConsumer(): Promise<Consumer> {
  const folder = await mkdtemp(join(tmpdir(), 'session-store-package-'))
  const project = join(folder, 'project')
  const empty = join(folder, 'empty')
  await mkdir(project)
  await mkdir(empty)
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    const tarball = await pack(folder)
    await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }')
    const options = ['--prefer-offline', '--no-audit', '--no-fund']
    await run('npm', ['install', ...options, tarball, ...(await peers())], { cwd: project })
  } catch (error) {
    await close()
    throw error
  }
  return { project, empty, close }
}

/** Packs a copy of the sources, so that nothing appears in the repository while other tests run. */
async function pack(folder: string): Promise<string> {
  const copy = join(folder, 'repository')
  const store = join(copy, 'packages/store')
  await mkdir(copy)
  for (const name of ['package.json', '.npmrc', 'tsconfig.base.json']) {
    await cp(join(REPOSITORY, name), join(copy, name))
  }
  await cp(PACKAGE, store, {
    recursive: true,
    filter: (path) => !['dist', 'node_modules'].includes(basename(path)),
  })
  await symlink(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'))
  await run('npm', ['pack', '--pack-destination', folder], { cwd: store })
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm pack made no tarball')
  return join(folder, tarball)
}

/** The peers in the versions that this repository tests with, and the types that they do not bring along. */
async function peers(): Promise<string[]> {
  const store = await manifest(PACKAGE)
  const versions = { ...(await manifest(REPOSITORY)).devDependencies, ...store.devDependencies }
  const types = Object.keys(store.devDependencies).filter((name) => name.startsWith('@types/'))
  const names = new Set([...Object.keys(store.peerDependencies), ...types, '@types/node'])
  return [...names].map((name) => {
    const version = versions[name]
    if (version === undefined) throw new Error(`devDependencies lacks the peer ${name}`)
    return `${name}@${version}`
  })
}

async function manifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
}

/** Paths in the installed package, relative to it. */
export async function installedFiles({ project }: Consumer): Promise<string[]> {
  const installed = join(project, 'node_modules/@session-clustering/store')
  const entries = await readdir(installed, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
}

/** The README's first example. */
export async function quickStart(): Promise<string> {
  const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8')
  const [, code] = /```ts\n(.*?)```/s.exec(readme) ?? []
  if (code === undefined) throw new Error('The README has no example in TypeScript')
  return code
}
