/** A DNS server for one test: it answers every query with the same list of IPv4 addresses. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** The sizes are those of RFC 1035, section 4. */
const HEADER_BYTES = 12
const TYPE_AND_CLASS_BYTES = 4

export async function startDnsServer() {
  const addresses = new Set<string>()
  const socket = createSocket('udp4')
  socket.on('message', (query, client) => {
    const question = query.subarray(
      HEADER_BYTES,
      query.indexOf(0, HEADER_BYTES) + 1 + TYPE_AND_CLASS_BYTES,
    )
    const header = Buffer.alloc(HEADER_BYTES)
    query.copy(header, 0, 0, 2)
    // An answer, without an error.
    header.writeUInt16BE(0x8180, 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(addresses.size, 6)
    socket.send(
      [header, question, ...[...addresses].map(addressRecord)],
      client.port,
      client.address,
    )
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    /** The answer, which a test changes. */
    addresses,
    close: () => void socket.close(),
  }
}

/** The name (a pointer to the question), type A, class IN, a TTL of an hour, and the address. */
function addressRecord(address: string): Buffer {
  const fields = [0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0x0e, 0x10, 0, 4]
  return Buffer.from([...fields, ...address.split('.').map(Number)])
}
