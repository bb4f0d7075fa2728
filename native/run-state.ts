/** What is running, written down at every step, so that `down` finds even what a crash left behind. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isAlive, orphansOf, type ProcessRecord } from './process-identity.ts'
import type { RedisLayout } from './redis-nodes.ts'
import type { Settings } from './settings.ts'
import type { RedisNode, Service } from './types.ts'

export interface ServiceRecord extends ProcessRecord {
  /** What it was started with; a service whose fingerprint has changed is started anew. */
  fingerprint: string
}

/** What listens: the services, and beside each backend the lab's controls and the metrics. */
export type PortName = Service | 'control-1' | 'control-2' | 'metrics-1' | 'metrics-2'

export interface RunState {
  /** `tls` where nginx speaks HTTPS: then its other port only leads there. */
  ports: Record<PortName, number> & { tls?: number }
  /** Kept, so that a service started again by itself gets what the others have. */
  settings: Settings
  services: Partial<Record<Service, ServiceRecord>> & Record<RedisNode, ServiceRecord>
  redis: RedisLayout
}

/** Of a file that is older than the choice. */
const singleRedis: RedisLayout = { topology: 'single', ports: {} }

/** @returns undefined when nothing was started, or the file is not one of ours */
export function readState(file: string): RunState | undefined {
  try {
    const state: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRunState(state) ? { ...state, redis: state.redis ?? singleRedis } : undefined
  } catch {
    return undefined
  }
}

/** Where the page is. */
export function addressOf({ ports }: RunState, host = 'localhost'): string {
  return ports.tls === undefined ? `http://${host}:${ports.nginx}` : `https://${host}:${ports.tls}`
}

/** @returns whether anything of it is still there, be it only what a killed service left behind */
export function isRunning({ services: records }: RunState): boolean {
  return Object.values(records).some((record) => isAlive(record) || orphansOf(record).length > 0)
}

/** Complete or not at all: a reader never meets half a file. */
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
