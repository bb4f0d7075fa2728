// The second part of the long form: random faults, one or two at once, for a given time. No limits are known for two
// faults at once, so only recovery and the invariants are judged, after every fault.
import type { Stack } from '@session-clustering/stack/types'
import type { Row } from '../row.ts'
import { type Fault, faults } from './faults.ts'
import { type Random, seeded } from './seeded.ts'

export function randomFaults(seed: number, seconds: number): Row {
  return {
    name: 'random',
    fault: `random faults, ${seconds} s, seed ${seed}`,

    async run(test) {
      const random = seeded(seed)
      const end = performance.now() + seconds * 1000
      const began = performance.now()
      let worst = 0
      while (performance.now() < end) {
        const chosen = choose(random)
        const what = chosen.map(({ name }) => name).join(' and ')
        await test.breaks(() => Promise.all(chosen.map((fault) => fault.break(test.stack))))
        if (chosen.some(({ loses }) => loses)) test.mayLoseLastSecond()
        const heldMs = random.between(100, 6_000)
        await test.lasts(heldMs)
        await test.mends(() => mendAll(chosen, test.stack))
        const backAfter = test.recoveryMs()
        worst = Math.max(worst, backAfter)
        const seconds = ((test.broken().from - began) / 1000).toFixed(1)
        test.say(
          `${seconds} s: ${what}, for ${(heldMs / 1000).toFixed(1)} s: back after ${backAfter.toFixed(0)} ms`,
        )
        await test.check(what)
      }
      test.recoveredAfter(worst)
    },
  }
}

/** Mends Redis first: a backend is not ready without it. */
async function mendAll(chosen: readonly Fault[], stack: Stack): Promise<void> {
  const isRedis = ({ of }: Fault) => of === 'redis'
  for (const fault of chosen.filter(isRedis)) await fault.mend?.(stack)
  await Promise.all(chosen.filter((fault) => !isRedis(fault)).map((fault) => fault.mend?.(stack)))
}

function choose(random: Random): Fault[] {
  const one = random.pick(faults)
  const other = random.pick(faults)
  return random.next() < 0.3 && other.of !== one.of ? [one, other] : [one]
}
