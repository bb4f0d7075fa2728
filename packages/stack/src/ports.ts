import { randomInt } from 'node:crypto'
import { connect, createServer } from 'node:net'
import { reservePort } from './port-reservations.ts'
import { Problem } from './problem.ts'

const host = '127.0.0.1'

/**
 * A free port below the ephemeral range: no outgoing connection takes it while its service restarts. The port is
 * reserved, so that no other run chooses it.
 */
export async function freePort(taken: Iterable<number> = []): Promise<number> {
  const avoid = new Set(taken)
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(20_000, 32_000)
    if (avoid.has(port) || (await whyNot(port)) !== undefined) continue
    if (reservePort(port)) return port
  }
  throw new Problem(
    'No free port between 20000 and 32000 on 127.0.0.1: stop some of the programs that use them.',
  )
}

/** @throws Problem that names the port and another one that is free */
export async function assertFree(port: number, name = 'PORT'): Promise<void> {
  const why = await whyNot(port)
  if (why === undefined) return
  const other = await nextFree(port < 1024 ? 8080 : port + 1)
  throw new Problem(`${name} ${port} ${why}: choose another, e.g. ${name}=${other} make up.`)
}

async function nextFree(port: number): Promise<number> {
  for (let next = port; next < Math.min(port + 100, 65_536); next += 1) {
    if ((await whyNot(next)) === undefined) return next
  }
  return freePort()
}

/** @returns undefined when a server could listen on the port, else the reason */
async function whyNot(port: number): Promise<string | undefined> {
  // macOS allows listening on one address of a port that another program has on all addresses.
  if (await answers(port)) return 'is taken by another program'
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EACCES' ? 'is reserved for root' : 'is taken by another program'),
    )
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
