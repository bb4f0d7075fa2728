// A Redis with several nodes loses its primary, and a replica takes over.
import type { RedisNodeState, Stack } from '@session-clustering/stack/types'
import { until } from '@session-clustering/testing'
import { killed } from '../faults.ts'
import { FAILOVER_MS, IMMEDIATE_MS } from '../limits.ts'
import { type Done, failed, isPage, needsSession, percentileMs, worstMs } from '../load/requests.ts'
import { all503, noneFailed, only503 } from '../requirements.ts'
import type { Row } from '../row.ts'
import type { RowTest } from '../row-test.ts'

type NodeName = RedisNodeState['name']

export const sentinelFailover: Row = {
  name: 'sentinel-failover',
  fault: 'Redis primary killed, sentinels promote a replica',
  short: true,
  topology: 'sentinel',
  async run(test) {
    const [primary] = await primaries(test.stack)
    if (primary === undefined) throw new Error('There is no primary')
    await test.cause(killed(primary.name))
    await test.recover()

    const failures = test.sinceCause().filter(failed)
    test.require(all503(failures.filter(needsSession)))
    test.require(noneFailed(test.load.requests.filter(isPage)))
    test.within('p99 of a 503', percentileMs(failures, 99), IMMEDIATE_MS)
    test.within('serving again', test.recoveryMs(), FAILOVER_MS)

    const now = (await primaries(test.stack)).map(({ name }) => name)
    test.require((now.length === 1 && now[0] !== primary.name) || `primaries: ${now.join(' ')}`)
    await returnsAsReplica(test.stack, primary.name)
  },
}

/** Requests that read only the session's key. Users and their lists of sessions are in other slots. */
const NEEDS_SESSION_ALONE = new Set<Done['kind']>(['me', 'cart', 'add', 'set'])

export const clusterPrimaryLost: Row = {
  name: 'cluster-primary-lost',
  fault: 'a Cluster primary killed, its replica takes over',
  short: true,
  topology: 'cluster',
  async run(test) {
    const visitors = await visitorsByPrimary(test)
    const [lost] = [...visitors.keys()]
    if (lost === undefined || visitors.size < 2) throw new Error('All sessions are on one primary')
    const affected = new Set(visitors.get(lost))
    await test.cause(killed(lost))
    await test.recover()

    const requests = test.sinceCause()
    const ofSessions = requests.filter(
      ({ kind, who }) => NEEDS_SESSION_ALONE.has(kind) && test.load.sessionIds.has(who),
    )
    const ofOthers = ofSessions.filter(({ who }) => !affected.has(who))
    const failures = requests.filter(failed)
    test.require(all503(ofSessions.filter((done) => affected.has(done.who) && failed(done))))
    test.require(only503(failures))
    test.require(noneFailed(ofOthers))
    test.require(ofOthers.length > 0 || 'no requests from the sessions of the other primaries')
    // A login may check the password before it reaches a key of the lost primary.
    const quick = failures.filter(({ kind }) => kind !== 'login')
    test.within('p99 of a 503', percentileMs(quick, 99), IMMEDIATE_MS)
    test.within('serving again', test.recoveryMs(), FAILOVER_MS)
    test.say(
      `${lost} had ${affected.size} of ${test.load.sessions} sessions; meanwhile the others had ${ofOthers.length} answers, the slowest after ${Math.round(worstMs(ofOthers))} ms`,
    )
    await returnsAsReplica(test.stack, lost)
  },
}

async function primaries(stack: Stack): Promise<RedisNodeState[]> {
  const nodes = (await stack.redisNodes?.()) ?? []
  return nodes.filter(({ role }) => role === 'primary')
}

/** Starts a killed primary, and waits until it is a replica: it starts as a primary, and is then demoted. */
async function returnsAsReplica(stack: Stack, name: NodeName): Promise<void> {
  await stack.start(name)
  const isReplica = async () =>
    (await stack.redisNodes?.())?.some((node) => node.name === name && node.role === 'replica')
  await until(isReplica, { what: `${name} to be a replica`, timeoutMs: 30_000 })
}

/** The names of the visitors whose sessions are on each primary. */
async function visitorsByPrimary({ stack, load }: RowTest): Promise<Map<NodeName, string[]>> {
  const all = await primaries(stack)
  const visitors = new Map<NodeName, string[]>()
  for (const [who, id] of load.sessionIds) {
    const slot = Number(await stack.redisCli('CLUSTER', 'KEYSLOT', `session:${id}`))
    const primary = all.find(({ slots = [] }) =>
      slots.some(([from, to]) => from <= slot && slot <= to),
    )
    if (primary) visitors.set(primary.name, [...(visitors.get(primary.name) ?? []), who])
  }
  return visitors
}
