// Rollouts of backends that cannot use Redis, or do not start: they get no visitor, and no other backend is stopped.
import { until } from '@session-clustering/testing'
import { noneFailed } from '../requirements.ts'
import type { Row } from '../row.ts'
import { dockerOn, manager } from './hosts.ts'
import {
  BACKEND,
  BACKENDS,
  backends,
  type Container,
  converged,
  inside,
  ROLLOUT_MS,
  STACK,
  updateState,
} from './services.ts'

interface WrongRollout {
  what: string
  /** Options of `docker service update`. */
  options: string[]
  /** What the replica's log says. */
  log: RegExp
}

const setting = (name: string, value: string) => ['--env-add', `${name}=${value}`]

const wrongRollouts: readonly WrongRollout[] = [
  {
    what: 'a wrong Redis password',
    options: [
      ...['--secret-rm', `${STACK}-redis-app-password-1`],
      ...['--secret-add', `source=${STACK}-redis-operator-password-1,target=redis-app-password`],
    ],
    log: /WRONGPASS/,
  },
  {
    what: 'TLS where Redis has none',
    options: [
      ...setting('REDIS_SENTINELS', ''),
      ...setting('REDIS_SENTINEL_PASSWORD_FILE', ''),
      ...setting('REDIS_URL', 'rediss://app@redis-1:6379'),
    ],
    log: /Redis connection failed/,
  },
  {
    what: 'no network to Redis',
    options: ['--network-rm', `${STACK}_data`],
    log: /All sentinels are unreachable/,
  },
]

export const wrongReplicas: Row = {
  name: 'swarm-wrong-replicas',
  fault: 'rollouts with a wrong secret, TLS, network, setting',
  async run(test) {
    const before = await backends()
    const known = new Set(before.map(({ id }) => id))
    const newOne = async () => (await backends()).find(({ id }) => !known.has(id))

    for (const { what, options, log } of wrongRollouts) {
      await test.cause({
        cause: () => manager('service', 'update', '--detach', ...options, BACKEND),
      })
      try {
        const replica = await until(newOne, { what: `a replica with ${what}` })
        const ask = () => readinessOf(replica)
        const readiness = await until(ask, { what: `the readiness of a replica with ${what}` })
        test.require(/^503 .*redis is away/.test(readiness) || `${what}: ${readiness}`)
        const isLogged = async () => log.test(await dockerOn(replica.host, 'logs', replica.id))
        await until(isLogged, { what: `${log} in the log of a replica with ${what}` })
      } finally {
        await manager('service', 'rollback', '--detach', BACKEND)
      }
      const isGone = async () => (await newOne()) === undefined
      await until(isGone, { what: `the end of the replicas with ${what}`, timeoutMs: ROLLOUT_MS })
    }
    // A process that ends at once: Swarm goes back by itself.
    await manager('service', 'update', '--detach', '--env-add', 'PORT=none', BACKEND)
    const isBack = async () => (await updateState(BACKEND)) === 'rollback_completed'
    await until(isBack, { what: 'the rollback of a wrong setting', timeoutMs: ROLLOUT_MS })
    await converged()

    await test.recover()
    test.require(noneFailed(test.load.requests))
    const after = await backends()
    const kept = after.filter(({ id }) => known.has(id)).length
    test.require(kept === BACKENDS || `only ${kept} of ${BACKENDS} backends were not replaced`)
  },
}

/** @returns the status and the body of `/readyz`; empty: no answer */
async function readinessOf(replica: Container): Promise<string> {
  const script = `fetch('http://127.0.0.1:3000/readyz')
    .then(async (answer) => console.log(answer.status, await answer.text()))`
  return (await inside(replica, 'node', '-e', script).catch(() => '')).trim()
}
