// The second part of the long form: random faults, one or two at once, for a given time. No limits are known for two
// faults at once, so only recovery and the guarantees are judged, after every fault.
import { setTimeout as delay } from 'node:timers/promises'
import type { Stack } from '@session-clustering/stack/types'
import fc from 'fast-check'
import { connectionsCut, type Fault, frozen, killed, outOfMemory, stopped } from './faults.ts'
import { httpClient } from './load/http.ts'
import type { Row } from './row.ts'
import type { ServiceName } from './services.ts'

interface RandomFault {
  name: string
  /** Two faults at once are of different services. */
  of: ServiceName
  fault: Fault
}

export function randomFaults(seed: number, seconds: number): Row {
  return {
    name: 'random',
    fault: `random faults, ${seconds} s, seed ${seed}`,

    async run(test) {
      const began = performance.now()
      const secondsSince = () => (performance.now() - began) / 1000
      let worst = 0
      for (const [chosen, ms] of choices(test.backends, seed, seconds)) {
        if (secondsSince() >= seconds) break
        const what = chosen.map(({ name }) => name).join(' and ')
        const at = secondsSince().toFixed(1)
        await test.cause(allOf(chosen))
        await delay(ms)
        await test.repair()
        const backAfter = test.recoveryMs() ?? 0
        worst = Math.max(worst, backAfter)
        test.say(`${at} s: ${what}, for ${ms} ms: back after ${backAfter.toFixed(0)} ms`)
        await test.check(what)
      }
      test.recoveredAfter(worst)
    },
  }
}

/** One or two faults and their duration in ms, more than a run can cause: each one takes longer than a second. */
function choices(backends: readonly ServiceName[], seed: number, count: number) {
  const fault = fc.constantFrom(...faultsOf(backends))
  const ms = fc.integer({ min: 100, max: 6_000 })
  // About three of ten are two at once.
  const choice = fc.tuple(fault, fault, fc.nat(9), ms).map(([one, other, dice, ms]) => {
    return [dice < 3 && other.of !== one.of ? [one, other] : [one], ms] as const
  })
  // Without fast-check's preference for small values.
  return fc.sample(fc.noBias(choice), { seed, numRuns: count })
}

function faultsOf(backends: readonly ServiceName[]): RandomFault[] {
  const kinds = { killed, stopped, frozen }
  const ofServices = [...backends, 'redis' as const].flatMap((of) =>
    Object.entries(kinds).map(([kind, fault]) => ({ name: `${of} ${kind}`, of, fault: fault(of) })),
  )
  return [
    ...ofServices,
    { name: 'connections to redis cut', of: 'redis', fault: connectionsCut },
    { name: 'redis full', of: 'redis', fault: outOfMemory },
    { name: '50 logins at once', of: 'nginx', fault: { cause: (stack) => logInAtOnce(stack, 50) } },
  ]
}

/** Repairs Redis first: a backend is not ready without it. */
function allOf(chosen: readonly RandomFault[]): Fault {
  const isRedis = ({ of }: RandomFault) => of === 'redis'
  const redisFirst = [...chosen.filter(isRedis), ...chosen.filter((each) => !isRedis(each))]
  return {
    cause: (stack) => Promise.all(chosen.map(({ fault }) => fault.cause(stack))),
    async repair(stack) {
      for (const { fault } of redisFirst) await fault.repair?.(stack)
      return performance.now()
    },
    losesLastSecond: chosen.some(({ fault }) => fault.losesLastSecond),
  }
}

async function logInAtOnce({ baseUrl }: Stack, count: number): Promise<void> {
  const json = { username: 'nobody', password: 'wrong, and hashed all the same' }
  const logIn = async () => {
    const http = httpClient(baseUrl)
    await http.call({ method: 'POST', path: '/api/login', json })
    http.close()
  }
  await Promise.all(Array.from({ length: count }, logIn))
}
