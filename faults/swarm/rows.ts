// What happens to the stack in a Swarm, in this order.
import { until } from '@session-clustering/testing'
import { SLOWEST_ANSWER_MS } from '../limits.ts'
import { worstMs } from '../load/requests.ts'
import { noneFailed } from '../requirements.ts'
import type { Row } from '../row.ts'
import { hostLost } from './host-lost.ts'
import { HOSTS } from './hosts.ts'
import { BACKENDS, backends } from './services.ts'
import { deploy } from './swarm.ts'
import { wrongReplicas } from './wrong-replicas.ts'

const scaled: Row = {
  name: 'swarm-scaled',
  fault: `scaled from 2 to ${BACKENDS} backends`,
  async run(test) {
    await test.cause({ cause: () => deploy('1', BACKENDS) })
    // Every visitor stays logged in on each backend, and each backend creates a login.
    const visitors = new Set(test.load.requests.map(({ who }) => who)).size
    const isUsed = (name: string) => {
      const answers = test.load.requests.filter(({ ok, servedBy }) => ok && servedBy === name)
      const hasLogin = answers.some(({ kind }) => kind === 'login')
      return hasLogin && new Set(answers.map(({ who }) => who)).size === visitors
    }
    const names = Array.from({ length: BACKENDS }, (_, i) => `backend-${i + 1}`)
    const what = `every visitor and a login on ${names.join(', ')}`
    await until(() => names.every(isUsed), { what, timeoutMs: 60_000 })

    await test.recover()
    test.require(noneFailed(test.load.requests))
    const spread = (await backendsByHost()).join(', ')
    test.require(spread === '2, 2, 2' || `backends on the hosts: ${spread}`)
    await test.acceptProcesses()
  },
}

const rolledOut: Row = {
  name: 'swarm-rolled-out',
  fault: 'new images of backend and nginx rolled out',
  async run(test) {
    await test.cause({ cause: () => deploy('2', BACKENDS) })
    await test.recover()
    test.require(noneFailed(test.load.requests))
    test.within('the slowest answer', worstMs(test.sinceCause()), SLOWEST_ANSWER_MS)
    // The host that came back has none when five tasks failed there in five minutes: Swarm avoids it then.
    const spread = await backendsByHost()
    const isSpread = spread.filter((backends) => backends > 0).length >= 2
    test.require(isSpread || `backends on the hosts: ${spread.join(', ')}`)
  },
}

// The wrong replicas are last: Swarm avoids a host where tasks of a service have failed five times in five minutes.
export const rows: readonly Row[] = [scaled, hostLost, rolledOut, wrongReplicas]

async function backendsByHost(): Promise<number[]> {
  const all = await backends()
  return HOSTS.map((each) => all.filter(({ host }) => host === each).length)
}
