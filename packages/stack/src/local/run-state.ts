/** The services that run, saved after every step, so that `down` finds them even after a crash. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Settings } from '../settings.ts'
import type { RedisNode, Service } from '../types.ts'
import { isAlive, orphansOf, type ProcessRecord } from './process-identity.ts'
import type { RedisLayout } from './redis-nodes.ts'

export interface ServiceRecord extends ProcessRecord {
  /** Hash of the settings and sources. A service whose fingerprint has changed is restarted. */
  fingerprint: string
}

/** Everything that listens: the services, and for each backend its control and metrics ports. */
export type PortName = Service | 'control-1' | 'control-2' | 'metrics-1' | 'metrics-2'

export interface RunState {
  /** `tls` is the HTTPS port, if there is one; plain HTTP then redirects to it. */
  ports: Record<PortName, number> & { tls?: number }
  /** Stored, so that a single service restarts with the same settings as the others. */
  settings: Settings
  services: Partial<Record<Service, ServiceRecord>> & Record<RedisNode, ServiceRecord>
  redis: RedisLayout
}

/** For state files from before topologies existed. */
const singleRedis: RedisLayout = { topology: 'single', ports: {} }

/** @returns undefined when the file is missing or invalid */
export function readState(file: string): RunState | undefined {
  try {
    const state: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRunState(state) ? { ...state, redis: state.redis ?? singleRedis } : undefined
  } catch {
    return undefined
  }
}

/** The URL of the page. */
export function addressOf({ ports }: RunState, host = 'localhost'): string {
  return ports.tls === undefined ? `http://${host}:${ports.nginx}` : `https://${host}:${ports.tls}`
}

/** @returns whether any process of the stack still runs, orphans included */
export function isRunning({ services: records }: RunState): boolean {
  return Object.values(records).some((record) => isAlive(record) || orphansOf(record).length > 0)
}

/** Writes a new file and renames it, so that a reader never sees half a file. */
export function writeState(file: string, state: RunState): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

export function removeState(file: string): void {
  rmSync(file, { force: true })
}

function isRunState(value: unknown): value is RunState {
  const names = ['ports', 'settings', 'services']
  return typeof value === 'object' && value !== null && names.every((name) => name in value)
}
