/** Operations on the containers of a Compose project that `docker compose` does not offer. */
import { runCommand } from '../run-command.ts'
import type { Stack } from '../types.ts'

/** The fields of `docker inspect` that are used here. */
interface Container {
  Id: string
  State: { Running: boolean; Pid: number }
  NetworkSettings: { Networks: Record<string, { IPAddress: string }> }
  Config: { Labels: Record<string, string> }
}

/** @param compose runs `docker compose` for the project */
export function containersOf(compose: (...args: string[]) => Promise<string>, project: string) {
  /** The containers by service name. */
  async function inspect(): Promise<Record<string, Container>> {
    const ids = (await compose('ps', '--all', '--quiet')).trim().split('\n')
    const containers: Container[] = JSON.parse(await runCommand('docker', ['inspect', ...ids]))
    return Object.fromEntries(
      containers.map((container) => [
        container.Config.Labels['com.docker.compose.service'] ?? '',
        container,
      ]),
    )
  }

  async function addressesOf(service: string): Promise<string> {
    const { Networks = {} } = (await inspect())[service]?.NetworkSettings ?? {}
    return Object.values(Networks)
      .map(({ IPAddress }) => IPAddress)
      .join(' ')
  }

  /** Kills a service and starts it again while a temporary container holds its former address in the network. */
  async function comeBackElsewhere(service: string): Promise<void> {
    const before = await addressesOf(service)
    await compose('kill', service)
    const options = ['--detach', '--rm', '--network', `${project}_app`, '--entrypoint', 'sleep']
    const other = await runCommand('docker', ['run', ...options, `${project}-redis:1.0.0`, '60'])
    try {
      await compose('up', '--detach', '--wait', '--no-deps', '--no-recreate', service)
    } finally {
      await runCommand('docker', ['rm', '--force', '--volumes', other.trim()])
    }
    if ((await addressesOf(service)) === before) {
      throw new Error(`${service} kept its address ${before} after the restart`)
    }
  }

  const processes: Stack['processes'] = async () => {
    const running = Object.entries(await inspect()).filter(([, { State }]) => State.Running)
    const found = running.map(async ([service, { Id, State }]) => {
      const table = await runCommand('docker', ['top', Id, '-eo', 'pid,ppid']).catch(
        async (error) => {
          // The container may have stopped since `inspect`.
          if ((await inspect())[service]?.State.Running) throw error
          return undefined
        },
      )
      if (table === undefined) return []
      const [, ...lines] = table.trim().split('\n')
      const pairs = lines.map((line) => line.trim().split(/ +/).map(Number))
      return [[service, familyIn(pairs, State.Pid)] as const]
    })
    return Object.fromEntries((await Promise.all(found)).flat())
  }

  return { inspect, comeBackElsewhere, processes }
}

/** The pids of a process and its descendants. Other processes of the container, such as health checks, are left out. */
function familyIn(pairs: readonly number[][], head: number): number[] {
  const children = pairs.filter(([, parent]) => parent === head).map(([pid = 0]) => pid)
  return [head, ...children.flatMap((child) => familyIn(pairs, child))]
}
