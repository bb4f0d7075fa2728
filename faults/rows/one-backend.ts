// Faults of one backend: the others must answer its requests.
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@session-clustering/testing'
import { frozen, killed, stopped } from '../faults.ts'
import { DRAIN_MS, IMMEDIATE_MS, NEW_ADDRESS_MS, SLOWEST_ANSWER_MS } from '../limits.ts'
import { failed, isRead, percentileMs, statusesOf, worstMs } from '../load/requests.ts'
import { noneFailed } from '../requirements.ts'
import type { Row } from '../row.ts'
import { pidsOf, startAll } from '../services.ts'

/** The kernel needs this long to close all sockets of a dead process, and nginx to notice it. */
const CLOSE_MS = 100

export const backendKilled: Row = {
  name: 'backend-killed',
  fault: 'one backend killed (SIGKILL)',
  short: true,
  async run(test) {
    await test.cause(killed(test.backend))
    await test.load.awaitAnswers(test.isShort ? 20 : 100)
    await test.repair()

    const failures = test.load.requests.filter(failed)
    test.require(noneFailed(failures.filter(isRead)))
    // The kill itself takes a moment.
    const { from, to } = test.caused()
    const late = failures.filter(
      ({ startedAt, endedAt }) => startedAt > to + CLOSE_MS || endedAt < from,
    )
    const [first] = late.map(({ startedAt }) => `${Math.round(startedAt - to)} ms after it`)
    test.require(
      late.length === 0 ||
        `requests failed that were not in flight at the kill: ${statusesOf(late)}, ${first}`,
    )
    // Each writer has one request in flight.
    test.require(
      failures.length <= test.load.writers ||
        `more than one request a user failed: ${statusesOf(failures)}`,
    )
    const afterTheKill = test.during().filter(({ servedBy }) => servedBy === test.backend)
    test.require(afterTheKill.length === 0 || 'the killed backend answered')
  },
}

export const backendFrozen: Row = {
  name: 'backend-frozen',
  fault: 'one backend frozen (SIGSTOP)',
  short: true,
  async run(test) {
    const frozenMs = test.isShort ? 8_000 : 15_000
    await test.cause(frozen(test.backend))
    await delay(frozenMs)
    await test.repair()

    const requests = test.sinceCause()
    test.within('the slowest answer', worstMs(requests), SLOWEST_ANSWER_MS)
    test.require(noneFailed(requests.filter(isRead)))
    // nginx leaves the frozen backend out. Only the requests in flight wait, one for each writer and the replay loop, and
    // then about one a second that tries it again (`fail_timeout=1s`). In the normal rotation many more would wait.
    const waited = requests.filter(({ ms }) => ms > 1_000)
    const inFlight = test.load.writers + 1
    const most = inFlight + frozenMs / 1_000
    test.require(
      waited.length <= most ||
        `${waited.length} of ${requests.length} requests waited for the frozen backend, not ${most} at most`,
    )
  },
}

const STALL_MS = 200
const STALLS = 20

export const backendStalling: Row = {
  name: 'backend-stalling',
  fault: `one backend stalls for ${STALL_MS} ms, again and again`,
  // A container's pause takes longer than STALL_MS.
  runtimes: ['native'],
  async run(test) {
    await test.cause({
      async cause(stack) {
        for (let i = 0; i < STALLS; i += 1) {
          await stack.signal(test.backend, 'SIGSTOP')
          await delay(STALL_MS)
          await stack.signal(test.backend, 'SIGCONT')
          await delay(STALL_MS / 4)
        }
      },
    })
    await test.recover()

    test.require(noneFailed(test.load.requests))
    const requests = test.sinceCause()
    // A request waits for one stall, and possibly for the beginning of the next one and for its turn.
    test.within('the slowest answer', worstMs(requests), STALL_MS * 3)
    const fromOthers = requests.filter(({ servedBy }) => servedBy !== test.backend)
    test.within('p99 of the other backends', percentileMs(fromOthers, 99), IMMEDIATE_MS)
  },
}

export const backendStopped: Row = {
  name: 'backend-stopped',
  fault: 'one backend stopped (SIGTERM)',
  short: true,
  async run(test) {
    await test.cause(stopped(test.backend))
    await test.load.awaitAnswers(test.isShort ? 20 : 100)
    await test.repair()

    test.require(noneFailed(test.load.requests))
    const { from, to } = test.caused()
    const receivedAt = test.load.requests
      .filter(({ servedBy }) => servedBy === test.backend)
      .map(({ startedAt }) => startedAt - from)
      .filter((ms) => ms < to - from)
    test.within('received requests after the signal for', Math.max(...receivedAt), DRAIN_MS)
    const afterTheStop = test.during().filter(({ servedBy }) => servedBy === test.backend)
    test.require(
      afterTheStop.length === 0 ||
        `${test.backend} answered after its exit: ${statusesOf(afterTheStop)}`,
    )
  },
}

export const addressChanged: Row = {
  name: 'address-changed',
  fault: 'a container comes back with another address',
  runtimes: ['compose'],
  async run(test) {
    const nginx = await pidsOf(test.stack, ['nginx'])
    let readyAt = 0
    await test.cause({
      async cause(stack) {
        const restart = async () => stack.comeBackElsewhere?.(test.backend)
        readyAt = await startAll(stack, [test.backend], restart)
      },
    })
    const found = await until(
      () =>
        test.load.requests.find(
          ({ servedBy, startedAt }) => servedBy === test.backend && startedAt > readyAt,
        ),
      { what: `an answer from ${test.backend}`, timeoutMs: 4 * NEW_ADDRESS_MS },
    )
    await test.recover()

    const foundMs = found.startedAt - readyAt
    test.within('found at its new address', foundMs, NEW_ADDRESS_MS)
    test.recoveredAfter(foundMs)
    test.require(nginx === (await pidsOf(test.stack, ['nginx'])) || 'nginx was reloaded')
    test.require(noneFailed(test.load.requests.filter(isRead)))
  },
}
