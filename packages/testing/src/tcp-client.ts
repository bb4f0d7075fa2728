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

/** Sends bytes. @returns everything that the server sends until it closes the connection */
export async function sendRaw(url: string, bytes: string | Uint8Array): Promise<string> {
  const socket = await dial(url)
  socket.write(bytes)
  return received(socket)
}

export async function received(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  if (!socket.closed) await once(socket, 'close')
  return text
}
