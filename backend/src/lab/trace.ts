// Lists the Redis commands that a request causes: X-Lab-Redis, a JSON array; and shows the session as the request leaves
// it: X-Lab-Session, an object or null. Both percent-encoded.
import type { FastifyInstance } from 'fastify'
import type { Cluster, Redis } from 'ioredis'
import { commandText } from './command-text.ts'
import { labRequest, unrecorded } from './lab-request.ts'
import { sessionHeader } from './session-header.ts'

const MAX_HEADER_LENGTH = 4_096

type Sent = Parameters<Redis['sendCommand']>[0]

/** From now on, what a client sends is recorded for the request that it is sent for. */
export function recordCommands(client: Redis | Cluster): void {
  const { sendCommand } = client
  // The third, of a cluster: a node that has been chosen already.
  client.sendCommand = (command: Sent, ...rest: unknown[]) => {
    const reply = Reflect.apply(sendCommand, client, [command, ...rest])
    // What is set when a command is written: a client without a connection refuses, and nothing is sent.
    if (command.isTraced) labRequest()?.commands?.push(commandText(command, client.scriptsSet))
    return reply
  }
}

/** In a realm, after its session plugin: by then the session has been saved. */
export function traceHeaders(realm: FastifyInstance): void {
  realm.addHook('onSend', async (request, reply) => {
    const { commands } = request.lab ?? {}
    if (!commands) return
    reply.header('x-lab-redis', headerOf(commands))
    // A server error has let go of its session, which may well live.
    if (reply.statusCode >= 500) return
    const session = await unrecorded(() => sessionHeader(request)).catch(() => undefined)
    if (session !== undefined) reply.header('x-lab-session', session)
  })
}

function headerOf(commands: readonly string[]): string {
  for (let kept = commands.length; kept > 0; kept -= 1) {
    const left = commands.length - kept
    const shown = left === 0 ? commands : [...commands.slice(0, kept), `… ${left} more`]
    const text = encodeURIComponent(JSON.stringify(shown))
    if (text.length <= MAX_HEADER_LENGTH) return text
  }
  return encodeURIComponent('[]')
}
