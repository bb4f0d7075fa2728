/** Free ports on the loopback address. */
import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from './problem.ts'

const host = '127.0.0.1'
/**
 * The ports that the test runs of this machine have chosen, one file each. A port is free until a service listens on it,
 * so two runs that start together would choose the same one. A stopped service also needs its port again later.
 */
const reservations = join(tmpdir(), `session-clustering-ports-${process.getuid?.() ?? ''}`)
const own = new Set<number>()

/**
 * A free port below the ephemeral range: no outgoing connection takes it while its service restarts. It is reserved until
 * this process ends.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(20_000, 32_000)
    if ((await whyNot(port)) === undefined && reservePort(port)) return port
  }
  throw new Problem(
    'No free port between 20000 and 32000 on 127.0.0.1: stop some of the programs that use them.',
  )
}

/** @throws Problem that names the port and another one that is free */
export async function assertFree(port: number, name = 'PORT'): Promise<void> {
  const why = await whyNot(port)
  if (why === undefined) return
  let other = port < 1024 ? 8080 : port + 1
  while (other < 65_535 && (await whyNot(other)) !== undefined) other += 1
  throw new Problem(`${name} ${port} ${why}: choose another, e.g. ${name}=${other} make up.`)
}

/** Holds until this process ends. @returns false when the port is reserved already */
export function reservePort(port: number): boolean {
  mkdirSync(reservations, { recursive: true, mode: 0o700 })
  if (holderIsGone(port)) release(port)
  try {
    writeFileSync(fileOf(port), String(process.pid), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  if (own.size === 0) process.once('exit', () => own.forEach(release))
  own.add(port)
  return true
}

function fileOf(port: number): string {
  return join(reservations, String(port))
}

function release(port: number): void {
  rmSync(fileOf(port), { force: true })
}

/** A killed process has not removed its reservation. */
function holderIsGone(port: number): boolean {
  try {
    process.kill(Number(readFileSync(fileOf(port), 'utf8')), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
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
