// The interface that rows use, for the stack in the Swarm.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stack } from '@session-clustering/stack/types'
import { dockerOn, manager, on, reviveAll } from './hosts.ts'
import { removeAll } from './project.ts'
import { BACKEND, containerOf, containers, converged, inside } from './services.ts'

export function stackOf(baseUrl: string): Stack {
  return {
    baseUrl,
    runtime: 'external',
    async redisCli(...args) {
      const node = (await containers()).find(({ name }) => name.startsWith('redis-'))
      if (node === undefined) throw new Error('No Redis runs')
      // operator-cli finds the primary. -e: redis-cli exits with an error code when Redis answers with an error.
      return (await inside(node, 'operator-cli', '-e', ...args)).trim()
    },
    async signal(service, signal) {
      const { host, id } = await containerOf(service)
      await dockerOn(host, 'kill', '--signal', signal, id)
    },
    /** Swarm starts ended tasks by itself, but not killed hosts. */
    async start() {
      await reviveAll()
      await converged()
    },
    async processes() {
      const pids: Record<string, number[]> = {}
      for (const { name, pid } of await containers()) pids[name] = [...(pids[name] ?? []), pid]
      return pids
    },
    async restartBackends() {
      await manager('service', 'update', '--force', '--detach', BACKEND)
      await converged()
    },
    async collectLogs(directory) {
      await mkdir(directory, { recursive: true })
      // Of the containers that run: `docker service logs` also asks tasks of a killed host, and waits for ever.
      for (const { id, host, name } of await containers()) {
        const log = await on(host, 'sh', '-c', `docker logs ${id} 2>&1`)
        await writeFile(join(directory, `${name}-${host}.log`), log)
      }
    },
    stop: removeAll,
  }
}
