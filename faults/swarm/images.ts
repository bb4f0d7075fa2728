// The images of the hosts and of the stack.
import { mkdir } from 'node:fs/promises'
import { archiveDirectory, checkout, docker, label, project } from './project.ts'

/** The versions of an image differ in a label. */
export type Version = '1' | '2'

export const hostImage = `${project}-host`

const stackImages: [name: string, dockerfile: string, version: Version][] = [
  ['redis', 'deploy/redis/Dockerfile', '1'],
  ['backend', 'backend/Dockerfile', '1'],
  ['backend', 'backend/Dockerfile', '2'],
  ['nginx', 'nginx/Dockerfile', '1'],
  ['nginx', 'nginx/Dockerfile', '2'],
]

export async function buildHostImage(): Promise<void> {
  await build(hostImage, 'faults/swarm/Dockerfile', `${checkout}/faults/swarm`)
}

/** Builds the stack's images, and writes them into one file. Their layers are in it once. */
export async function archiveImages(): Promise<void> {
  const built: string[] = []
  for (const [name, dockerfile, version] of stackImages) {
    const image = `${project}-${name}:${version}`
    await build(image, dockerfile, checkout, '--label', `version=${version}`)
    built.push(image)
  }
  await mkdir(archiveDirectory, { recursive: true })
  await docker('save', '--output', `${archiveDirectory}/images.tar`, ...built)
}

async function build(tag: string, dockerfile: string, context: string, ...options: string[]) {
  const file = ['--file', `${checkout}/${dockerfile}`]
  await docker('build', '--quiet', '--tag', tag, '--label', label, ...file, ...options, context)
}
