// The ten steps: the realm, the controls and the goals of each.
import type { SessionPlace } from '@session-clustering/api/lab'
import type { Control } from '../controls/controls.tsx'
import * as g from './goals.ts'
import { nextServer, type Verdict, whatStreamShowed } from './verdicts.ts'

export interface Step {
  realm: SessionPlace
  /** Whether the stage shows the session store. */
  showsStore: boolean
  controls: readonly Control[]
  goals: readonly g.Goal[]
  /** The index of the prediction that comes true; a function where it depends on what happened. */
  right: number | Verdict
}

const withRedis = { realm: 'shared', showsStore: true } as const
const withMemories = { realm: 'isolated', showsStore: true } as const

export const steps: readonly Step[] = [
  {
    realm: 'shared',
    showsStore: false,
    controls: ['send'],
    goals: [g.bothServersAnswered, g.answersInTurns],
    right: nextServer,
  },
  {
    ...withMemories,
    controls: ['guest', 'send'],
    goals: [g.loggedIn, g.unknownToOther, g.stillKnown],
    right: 1,
  },
  {
    ...withMemories,
    controls: ['routing', 'guest', 'send', 'nodes'],
    goals: [g.threeFromOneServer, g.stickyServerDown, g.loginLostWithServer],
    right: 2,
  },
  {
    ...withRedis,
    controls: ['guest', 'send'],
    goals: [g.loggedIn, g.oneKey],
    right: 1,
  },
  {
    ...withRedis,
    controls: ['guest', 'stream', 'nodes'],
    goals: [g.fourLoggedIn, g.serverDown, g.tenFromOtherServer],
    right: whatStreamShowed,
  },
  {
    ...withRedis,
    controls: ['guest', 'two'],
    goals: [g.lostOne, g.keptBoth],
    right: 2,
  },
  {
    ...withRedis,
    controls: ['guest', 'timeout', 'send'],
    goals: [g.shortened, g.expired, g.unknownToBoth, g.loggedOut],
    right: 1,
  },
  {
    ...withRedis,
    controls: ['guest', 'devices', 'send'],
    goals: [g.twoDevices, g.everywhere, g.bothKeysGone, g.otherDeviceAnonymous],
    right: 0,
  },
  {
    ...withRedis,
    controls: ['guest', 'send', 'redis'],
    goals: [g.loggedIn, g.refusedWithoutRedis, g.stillLoggedIn],
    right: 1,
  },
  {
    ...withRedis,
    controls: [
      'account',
      'send',
      'stream',
      'realm',
      'routing',
      'nodes',
      'redis',
      'timeout',
      'cart',
      'two',
      'devices',
    ],
    goals: [
      g.lostWithoutLogout,
      g.twentyWithoutFailure,
      g.answeredByNginx,
      g.lostOne,
      g.fromElsewhere,
    ],
    right: 0,
  },
]

export const sandbox = steps.length
