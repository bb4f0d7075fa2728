/** One service of a native stack: checks whether it is current, and starts it. */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { StackPaths } from '../paths.ts'
import { Problem } from '../problem.ts'
import type { Service } from '../types.ts'
import { isAlive } from './process-identity.ts'
import { type RunState, type ServiceRecord, writeState } from './run-state.ts'
import { launch, stopProcess } from './service-process.ts'
import type { ServiceSpec, ServiceSpecs } from './services.ts'

export interface RunningStack {
  state: RunState
  specs: ServiceSpecs
}

const readyTimeoutMs = 20_000

/** Starts or restarts a service, and waits until it answers. */
export async function startService(
  paths: StackPaths,
  { state, specs }: RunningStack,
  service: Service,
  signal?: AbortSignal,
): Promise<void> {
  const spec = specs[service]
  if (spec === undefined) throw new Problem(`This stack has no ${service}.`)
  const running = state.services[service]
  if (running !== undefined) await stopProcess(running)
  signal?.throwIfAborted()

  const log = paths.logOf(service)
  const record = { ...(await launch(spec, log)), fingerprint: spec.fingerprint }
  state.services[service] = record
  writeState(paths.state, state)

  const deadline = Date.now() + (spec.readyTimeoutMs ?? readyTimeoutMs)
  while (!(await spec.isReady())) {
    signal?.throwIfAborted()
    const why = !isAlive(record)
      ? 'ended at once'
      : Date.now() > deadline
        ? 'did not get ready'
        : undefined
    if (why !== undefined) {
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-10).join('\n')
      throw new Problem(`${lines}\n${service} ${why}: its last lines are above.`)
    }
    await delay(50)
  }
}

/** Whether it runs with the current settings and sources. */
export function isCurrent(record: ServiceRecord | undefined, spec: ServiceSpec | undefined) {
  return record !== undefined && isAlive(record) && record.fingerprint === spec?.fingerprint
}
