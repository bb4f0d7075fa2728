import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A plain TCP connection, for bytes that no HTTP client would send. */
export async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/**
 * Sends bytes.
 * @param patienceMs ends this side of the connection after that time; without it, only the server does
 * @returns everything that the server sends until the connection is closed
 */
export async function sendRaw(
  url: string,
  bytes: string | Uint8Array,
  patienceMs?: number,
): Promise<string> {
  const socket = await dial(url)
  socket.write(bytes)
  const patience = patienceMs && setTimeout(() => socket.end(), patienceMs)
  return received(socket).finally(() => clearTimeout(patience))
}

export async function received(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  if (!socket.closed) await once(socket, 'close')
  return text
}
