import { readFileSync } from 'node:fs'
import { until } from '../until.ts'

/**
 * Waits until no IPv6 address of this machine is tentative. The interface of a new container gets its address one or two
 * seconds after it starts. Chromium then closes all its connections, because it treats the new address as a change of
 * network.
 */
export async function addressesAreFinal(): Promise<void> {
  await until(() => !addressFlags().some(isTentative), 10_000)
}

/** The flags of each IPv6 address. linux/if_addr.h defines the bits. */
function addressFlags(): number[] {
  try {
    const lines = readFileSync('/proc/net/if_inet6', 'utf8').trim().split('\n')
    return lines.map((line) => Number.parseInt(line.split(/\s+/)[4] ?? '0', 16))
  } catch {
    // Not Linux, or Linux without IPv6.
    return []
  }
}

function isTentative(flags: number): boolean {
  return (flags & 0x40) !== 0
}
