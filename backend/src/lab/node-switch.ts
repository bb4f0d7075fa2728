// Stops a backend for real, and nothing else of the process: nobody listens on its port any more, and every connection
// to it is destroyed, whatever it was doing. So nginx finds what it would find after a crash. What the node had in its
// memory is lost as well.
import { once } from 'node:events'
import type { FastifyInstance } from 'fastify'

export interface NodeSwitch {
  isStopped(): boolean
  stop(): Promise<void>
  start(): Promise<void>
}

/** @param forget called when the node stops */
export function nodeSwitch({ server }: FastifyInstance, forget: () => void): NodeSwitch {
  let address: { port: number; host: string } | undefined
  return {
    isStopped: () => address !== undefined,

    async stop() {
      const bound = server.address()
      if (address || bound === null || typeof bound === 'string') return
      address = { port: bound.port, host: bound.address }
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      forget()
    },

    async start() {
      if (!address) return
      server.listen(address)
      // Rejects when listening fails, and the node stays stopped.
      await once(server, 'listening')
      address = undefined
    },
  }
}
