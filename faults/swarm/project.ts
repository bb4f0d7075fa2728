// What this checkout's test calls its containers, networks and images, and how it removes them.
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runCommand } from '@session-clustering/stack/run-command'

export const checkout = fileURLToPath(new URL('../../', import.meta.url))

/** Each checkout has its own, so that two can run the test on one engine. */
export const project = `session-clustering-swarm-${createHash('sha256').update(checkout).digest('hex').slice(0, 8)}`

export const label = `session-clustering.swarm-test=${project}`

/** The images of the stack in one file, which every host reads. */
export const archiveDirectory = fileURLToPath(new URL('../results/swarm/', import.meta.url))

export const docker = (...args: string[]) => runCommand('docker', args)

/** Removes everything that this test or a killed earlier one has made on this machine's engine. */
export async function removeAll(): Promise<void> {
  const find = async (...list: string[]) =>
    (await docker(...list, '--filter', `label=${label}`)).split('\n').filter(Boolean)
  const containers = await find('ps', '--all', '--quiet')
  // --volumes: the anonymous volumes with the hosts' own images and containers.
  await Promise.all(containers.map((id) => docker('rm', '--force', '--volumes', id)))
  const networks = await find('network', 'ls', '--quiet')
  if (networks.length > 0) await docker('network', 'rm', ...networks)
  const images = await find('images', '--format', '{{.Repository}}:{{.Tag}}')
  if (images.length > 0) await docker('rmi', ...images)
  await rm(archiveDirectory, { recursive: true, force: true })
}
