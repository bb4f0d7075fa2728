/** The services that run, saved after every step, so that `down` finds them even after a crash. native.sh reads it too. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Problem } from '../problem.ts'
import { allServices, serversOf } from '../redis-nodes.ts'
import type { Settings } from '../settings.ts'
import type { Service, Topology } from '../types.ts'
import { isAlive, orphansOf, type ProcessRecord } from './process-identity.ts'

export interface ServiceRecord extends ProcessRecord {
  /** Hash of the settings and sources. A service whose fingerprint has changed is restarted. */
  fingerprint: string
}

export interface RunState {
  /**
   * Everything that listens: the services, `control-1` and `metrics-1` of `backend-1`, the cluster bus `bus-1` of
   * `redis-1`. `tls` is the HTTPS port, if there is one; plain HTTP then redirects to it.
   */
  ports: Record<string, number>
  /** Stored, so that a single service restarts with the same settings as the others. */
  settings: Settings
  topology: Topology
  backends: number
  services: Record<string, ServiceRecord>
}

/** All services, in start order. */
export function servicesOf({ topology, backends, settings }: RunState): Service[] {
  return allServices(topology, serversOf(backends, settings))
}

/** @returns undefined when the file is missing or invalid */
export function readState(file: string): RunState | undefined {
  try {
    const state: unknown = JSON.parse(readFileSync(file, 'utf8'))
    // State files from before these settings existed have no such entries.
    return isRunState(state) ? { ...{ topology: 'single', backends: 2 }, ...state } : undefined
  } catch {
    return undefined
  }
}

/** @throws Problem when no stack was started */
export function stateOf(paths: { state: string }): RunState {
  const state = readState(paths.state)
  if (state === undefined) throw new Problem(`${paths.state} is missing or invalid.`)
  return state
}

/** The URL of the page. */
export function addressOf({ ports }: RunState): string {
  return ports.tls === undefined
    ? `http://127.0.0.1:${ports.nginx}`
    : `https://127.0.0.1:${ports.tls}`
}

/** @returns whether any process of the stack still runs, orphans included */
export function isRunning({ services: records }: RunState): boolean {
  return Object.values(records).some((record) => isAlive(record) || orphansOf(record).length > 0)
}

/** Writes a new file and renames it, so that a reader never sees half a file. The settings contain the presenter's key. */
export function writeState(file: string, state: RunState): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export function removeState(file: string): void {
  rmSync(file, { force: true })
}

function isRunState(value: unknown): value is RunState {
  const names = ['ports', 'settings', 'services']
  return typeof value === 'object' && value !== null && names.every((name) => name in value)
}
