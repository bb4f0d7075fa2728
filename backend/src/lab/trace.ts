// The lab's request headers:
//   X-Lab-Trace: 1       answer with X-Lab-Redis, the Redis commands of this request, with X-Lab-Session, the session
//                        after it, or null, and with X-Lab-Cookie, the cut session id in the request's cookie, or null;
//                        all as percent-encoded JSON
//   X-Lab-Hold-Ms: 500   wait between reading the session and changing it. Two requests that both wait are a certain race.
// An AsyncLocalStorage makes them known to all code that runs for the request.
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Cluster, Redis } from 'ioredis'
import { commandText, shortId } from './command-text.ts'
import { headerOf } from './header.ts'
import { sessionHeader } from './session-header.ts'

interface LabRequest {
  /** The Redis commands so far; `undefined` without X-Lab-Trace. */
  commands: string[] | undefined
  holdMs: number
}

declare module 'fastify' {
  interface FastifyRequest {
    lab: LabRequest | null
  }
}

const MAX_HOLD_MS = 2_000
const MAX_HEADER_LENGTH = 4_096

const current = new AsyncLocalStorage<LabRequest>()

/** Whether the caller runs for a request with X-Lab-Trace. */
export function isTraced(): boolean {
  return current.getStore()?.commands !== undefined
}

/** Waits for the time in the request's X-Lab-Hold-Ms. */
export async function hold(): Promise<void> {
  const { holdMs = 0 } = current.getStore() ?? {}
  if (holdMs > 0) await wait(holdMs)
}

/** Reads the headers. Call this before the realms are registered: their hooks load the sessions. */
export function readLabHeaders(app: FastifyInstance): void {
  app.decorateRequest('lab', null)
  app.addHook('onRequest', (request, _reply, done) => {
    request.lab = read(request)
    enter(request, done)
  })
  // Enter the context again: it is lost when the body arrives, in an event of the connection.
  app.addHook('preValidation', (request, _reply, done) => enter(request, done))
}

function enter({ lab }: FastifyRequest, done: () => void): void {
  if (lab) current.run(lab, done)
  else done()
}

function read({ headers }: FastifyRequest): LabRequest | null {
  const commands = headers['x-lab-trace'] === '1' ? [] : undefined
  const wanted = Number(headers['x-lab-hold-ms'] ?? 0)
  const holdMs = wanted > 0 ? Math.min(wanted, MAX_HOLD_MS) : 0
  return commands || holdMs > 0 ? { commands, holdMs } : null
}

type Sent = Parameters<Redis['sendCommand']>[0]

/** Records each command of this client for the request that it belongs to. */
export function recordCommands(client: Redis | Cluster): void {
  const { sendCommand } = client
  // `rest`: a cluster client also passes the node that it has chosen.
  client.sendCommand = (command: Sent, ...rest: unknown[]) => {
    const reply = Reflect.apply(sendCommand, client, [command, ...rest])
    // ioredis sets `isTraced` when it writes a command. Without a connection it refuses the command and sends nothing.
    if (command.isTraced) {
      current.getStore()?.commands?.push(commandText(command, client.scriptsSet))
    }
    return reply
  }
}

/** Call this in a realm after its session plugin: then the session is saved before this hook runs. */
export function traceHeaders(realm: FastifyInstance, cookieName: string): void {
  realm.addHook('onSend', async (request, reply) => {
    const { commands } = request.lab ?? {}
    if (!commands) return
    reply.header('x-lab-redis', redisHeader(commands))
    reply.header('x-lab-cookie', cookieHeader(request.cookies[cookieName]))
    // After a server error the request has no session object, but the stored session may still exist.
    if (reply.statusCode >= 500) return
    // `exit`: the command that reads the session is not one of the request.
    const session = await current.exit(() => sessionHeader(request)).catch(() => undefined)
    if (session !== undefined) reply.header('x-lab-session', session)
  })
}

/** The cookie's value is the session id, a dot and the signature. */
function cookieHeader(value: string | undefined): string {
  const [id = ''] = value?.split('.') ?? []
  return encodeURIComponent(JSON.stringify(value === undefined ? null : shortId(id)))
}

function redisHeader(commands: readonly string[]): string {
  const shown = (kept: number) =>
    kept < commands.length
      ? [...commands.slice(0, kept), `… ${commands.length - kept} more`]
      : commands
  return headerOf(
    commands.map((command) => JSON.stringify(command)),
    shown,
    MAX_HEADER_LENGTH,
  )
}
