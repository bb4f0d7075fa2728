// The lab's response headers, as percent-encoded JSON. X-Lab-Redis is an array of the Redis commands of the request.
// X-Lab-Session is the session after the request, or null.
import type { FastifyInstance } from 'fastify'
import type { Cluster, Redis } from 'ioredis'
import { commandText } from './command-text.ts'
import { labRequest, unrecorded } from './lab-request.ts'
import { sessionHeader } from './session-header.ts'

const MAX_HEADER_LENGTH = 4_096

type Sent = Parameters<Redis['sendCommand']>[0]

/** Records each command of this client for the request that it belongs to. */
export function recordCommands(client: Redis | Cluster): void {
  const { sendCommand } = client
  // `rest`: a cluster client also passes the node that it has chosen.
  client.sendCommand = (command: Sent, ...rest: unknown[]) => {
    const reply = Reflect.apply(sendCommand, client, [command, ...rest])
    // ioredis sets `isTraced` when it writes a command. Without a connection it refuses the command and sends nothing.
    if (command.isTraced) labRequest()?.commands?.push(commandText(command, client.scriptsSet))
    return reply
  }
}

/** Call this in a realm after its session plugin: then the session is saved before this hook runs. */
export function traceHeaders(realm: FastifyInstance): void {
  realm.addHook('onSend', async (request, reply) => {
    const { commands } = request.lab ?? {}
    if (!commands) return
    reply.header('x-lab-redis', headerOf(commands))
    // After a server error the request has no session object, but the stored session may still exist.
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
