// A host is lost, with the Redis primary on it, and comes back.
import { until } from '@session-clustering/testing'
import { FAILOVER_MS, SLOWEST_ANSWER_MS } from '../limits.ts'
import { ROUND } from '../load/loops.ts'
import { failed, needsSession, statusesOf, worstMs } from '../load/requests.ts'
import { noneFailed, only503 } from '../requirements.ts'
import type { Row } from '../row.ts'
import { HOSTS, kill, reviveAll } from './hosts.ts'
import { BACKENDS, backends, containers, converged, inside, ROLLOUT_MS } from './services.ts'

/** The load balancer closes the connections to a lost host after two checks of 2 s, 250 ms apart. 750 ms of margin. */
const NOTICED_MS = 5_000

export const hostLost: Row = {
  name: 'swarm-host-lost',
  fault: 'the host of the Redis primary killed, and back again',
  async run(test) {
    const primary = async () =>
      (await test.stack.redisCli('CONFIG', 'GET', 'replica-announce-ip')).split('\n')[1] ?? ''
    const first = await primary()
    const host = HOSTS.find((each) => each.at(-1) === first.at(-1))
    if (host === undefined) throw new Error(`The primary is ${first}`)
    await sentinelsKnowReplicas()
    await test.cause({ cause: () => kill(host), losesLastSecond: true })
    await test.recover()
    const elsewhere = async () => (await backends()).length === BACKENDS
    await until(elsewhere, { what: 'its backends on other hosts', timeoutMs: ROLLOUT_MS })
    await reviveAll()
    await converged()
    await test.load.awaitAnswers(ROUND.length)

    const failures = test.sinceCause().filter(failed)
    const unanswered = failures.filter(({ status }) => status === 0)
    // A request that passes through the host when it is lost gets no answer. Each visitor has one open request at most.
    const late = unanswered.filter(({ startedAt }) => startedAt > test.caused().to + NOTICED_MS)
    test.require(late.length === 0 || `later requests without answer: ${statusesOf(late)}`)
    const most = test.load.writers + 1
    test.require(unanswered.length <= most || `more than ${most}: ${statusesOf(unanswered)}`)
    // The others wait for the new primary. The page does not need it.
    const answered = failures.filter(({ status }) => status !== 0)
    test.require(only503(answered))
    test.require(noneFailed(answered.filter((done) => !needsSession(done))))
    test.within('serving again', test.recoveryMs(), FAILOVER_MS)
    test.within('the slowest answer', worstMs(test.sinceCause()), SLOWEST_ANSWER_MS)
    const now = await primary()
    test.require(now !== first || `${now} is still the primary`)
  },
}

/** The sentinels learn about replicas every ten seconds. If the primary is lost earlier, they have none to promote. */
async function sentinelsKnowReplicas(): Promise<void> {
  const command = ['sh', '/deploy/redis/check-node.sh', 'watcher']
  const sentinels = (await containers()).filter(({ name }) => name.startsWith('sentinel-'))
  for (const sentinel of sentinels) {
    const isHealthy = () =>
      inside(sentinel, ...command).then(
        () => true,
        () => false,
      )
    await until(isHealthy, { what: `${sentinel.name} to know replicas`, timeoutMs: 30_000 })
  }
}
