// Stops a node as a crash would, but keeps its process. The server stops listening on its port, and all of its connections
// are destroyed, even in the middle of a request. So nginx sees the same as after a crash. Sessions in memory are lost too.
import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'

export type NodeSwitch = ReturnType<typeof nodeSwitch>

/** @param forget drops the sessions in memory; called when the node stops */
export function nodeSwitch({ server }: FastifyInstance, forget: () => void) {
  let address: { port: number; host: string } | undefined
  return {
    isStopped: () => address !== undefined,

    async stop(): Promise<void> {
      const bound = server.address()
      if (address || bound === null || typeof bound === 'string') return
      address = { port: bound.port, host: bound.address }
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      forget()
    },

    async start(): Promise<void> {
      if (!address) return
      server.listen(address)
      // `once` rejects when `listen` fails. The node then stays stopped.
      await once(server, 'listening')
      address = undefined
    },
  }
}
