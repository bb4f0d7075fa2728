// The Swarm's hosts: Docker engines in containers on a network of their own, and the load balancer in front of them.
import { mkdir } from 'node:fs/promises'
import { until } from '@session-clustering/testing'
import { hostImage } from './images.ts'
import { archiveDirectory, docker, label, project } from './project.ts'

export const HOSTS = ['host-1', 'host-2', 'host-3'] as const
export type Host = (typeof HOSTS)[number]

const START_TIMEOUT_MS = 60_000

/** Runs a command on a host. @returns its output */
export const on = (host: Host, ...command: string[]) =>
  docker('exec', `${project}-${host}`, ...command)

/** Runs the host's own `docker`. */
export const dockerOn = (host: Host, ...args: string[]) => on(host, 'docker', ...args)

const killed = new Set<Host>()
export const liveHosts = () => HOSTS.filter((host) => !killed.has(host))

/** Runs `docker` on a host that is not killed. Every host is a manager of the Swarm. */
export const manager = (...args: string[]) => dockerOn(liveHosts()[0] ?? 'host-1', ...args)

/** Starts three hosts, and makes them managers of one Swarm, which survives the loss of one of them. */
export async function startHosts(): Promise<void> {
  await mkdir(archiveDirectory, { recursive: true })
  const addresses = await createNetwork()
  await Promise.all(HOSTS.map((host, i) => startHost(host, addresses[i] ?? '')))
  await dockerOn('host-1', 'swarm', 'init', '--advertise-addr', 'eth0')
  const token = (await dockerOn('host-1', 'swarm', 'join-token', '--quiet', 'manager')).trim()
  for (const [i, host] of HOSTS.entries()) {
    const join = ['swarm', 'join', '--token', token, '--advertise-addr', 'eth0']
    if (i > 0) await dockerOn(host, ...join, `${addresses[0]}:2377`)
    const labels = ['--label-add', `redis=${i + 1}`, '--label-add', `zone=${i + 1}`]
    await dockerOn('host-1', 'node', 'update', ...labels, host)
  }
}

/** Kills all processes of the host at once, and takes it off the network, as a loss of power does. */
export async function kill(host: Host): Promise<void> {
  killed.add(host)
  await docker('kill', `${project}-${host}`)
}

/** Starts killed hosts again, and waits until their engines answer. */
export async function reviveAll(): Promise<void> {
  for (const host of killed) {
    await docker('start', `${project}-${host}`)
    await engineAnswers(host)
    killed.delete(host)
  }
}

/** @returns the load balancer's address on this machine */
export async function startLoadBalancer(): Promise<string> {
  const name = `${project}-load-balancer`
  const options = ['--network', project, '--publish', '127.0.0.1::8080', '--init', hostImage]
  await run(name, ...options, 'node', '/load-balancer.ts', ...HOSTS)
  const [address] = (await docker('port', name, '8080')).split('\n')
  return `http://${address}`
}

async function startHost(host: Host, address: string): Promise<void> {
  const names = ['--hostname', host, '--network-alias', host]
  const network = ['--network', project, '--ip', address]
  // /run is empty after a restart, as that of a machine.
  const files = ['--tmpfs', '/run', '--volume', `${archiveDirectory}:/images:ro`]
  await run(`${project}-${host}`, ...names, ...network, ...files, '--privileged', hostImage)
  await engineAnswers(host)
}

async function run(name: string, ...args: string[]): Promise<void> {
  await docker('run', '--detach', '--name', name, '--label', label, ...args)
}

async function engineAnswers(host: Host): Promise<void> {
  const answers = () => dockerOn(host, 'info').catch(() => '')
  await until(answers, { what: `the engine of ${host}`, timeoutMs: START_TIMEOUT_MS })
}

/**
 * The network takes a free subnet. Only in a network that was created with its subnet can a host have a fixed address, which it
 * still has after a restart.
 * @returns an address for each host
 */
async function createNetwork(): Promise<string[]> {
  const create = (...options: string[]) =>
    docker('network', 'create', '--label', label, ...options, project)
  await create()
  const format = ['--format', '{{(index .IPAM.Config 0).Subnet}}']
  const subnet = (await docker('network', 'inspect', ...format, project)).trim()
  await docker('network', 'rm', project)
  await create('--subnet', subnet)
  const prefix = subnet.split('.').slice(0, 3).join('.')
  return HOSTS.map((_, i) => `${prefix}.${10 + i}`)
}
