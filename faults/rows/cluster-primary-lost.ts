import type { RedisNodeState } from '@session-clustering/stack/types'
import { type Done, failed, percentileMs } from '../load/requests.ts'
import type { Row, RowTest } from '../row.ts'
import { all503, noneFailed, problems } from './answers.ts'
import { isReplica, primaries } from './redis-nodes.ts'

/** Requests that read only the session's key. Users and their lists of sessions are in other slots. */
const NEEDS_SESSION_ALONE = new Set<Done['kind']>(['me', 'cart', 'add', 'set'])

export const clusterPrimaryLost: Row = {
  name: 'cluster-primary-lost',
  fault: 'a Cluster primary killed, its replica takes over',
  short: true,
  topology: 'cluster',

  async run(test) {
    const homes = await homesOf(test)
    const [lost] = [...homes.keys()]
    if (lost === undefined || homes.size < 2) throw new Error('All sessions are on one primary')
    const theirs = new Set(homes.get(lost))
    await test.breaks(() => test.stack.signal(lost, 'SIGKILL'))
    // Replication is asynchronous: the last acknowledged changes may not have reached a replica.
    test.mayLoseLastSecond()
    await test.recovers()

    const ofSessions = test.sinceBroken().filter(({ kind }) => NEEDS_SESSION_ALONE.has(kind))
    const ofLost = ofSessions.filter(({ who }) => theirs.has(who))
    const ofOthers = ofSessions.filter(
      ({ who }) => test.load.sessionIds.has(who) && !theirs.has(who),
    )
    const failures = test.sinceBroken().filter(failed)
    test.require(...all503(ofLost.filter(failed)))
    test.require(...problems(failures))
    test.require(...noneFailed(ofOthers))
    test.require(ofOthers.length > 0, 'no requests from the sessions of the other primaries')
    // A login may check the password before it reaches a key of the lost primary.
    const quick = failures.filter(({ kind }) => kind !== 'login')
    test.within('p99 of a 503', percentileMs(quick, 99), 100)
    test.within('serving again', test.recoveryMs(), 15_000)
    test.say(
      `${lost} had ${theirs.size} of ${test.load.names.length} sessions; meanwhile the others had ${ofOthers.length} answers, the slowest after ${Math.round(percentileMs(ofOthers, 100))} ms`,
    )

    await test.stack.start(lost)
    test.require(await isReplica(test.stack, lost), `${lost} is no replica`)
  },
}

/** The sessions on each primary: those under load, and some idle ones. */
async function homesOf({ stack, load }: RowTest): Promise<Map<RedisNodeState['name'], string[]>> {
  const all = await primaries(stack)
  const homes = new Map<RedisNodeState['name'], string[]>()
  for (const [who, id] of load.sessionIds) {
    const slot = Number(await stack.redisCli('CLUSTER', 'KEYSLOT', `session:${id}`))
    const home = all.find(({ slots = [] }) =>
      slots.some(([from, to]) => from <= slot && slot <= to),
    )
    if (home) homes.set(home.name, [...(homes.get(home.name) ?? []), who])
  }
  return homes
}
