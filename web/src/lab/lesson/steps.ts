// The ten steps: the realm, the controls and the goals of each.
import type { Realm } from '@session-clustering/api/lab'
import * as g from './goals.ts'

export type Control =
  | 'send'
  | 'stream'
  | 'guest'
  | 'account'
  | 'routing'
  | 'realm'
  | 'nodes'
  | 'redis'
  | 'timeout'
  | 'cart'
  | 'two'
  | 'devices'

export interface Step {
  realm: Realm
  /** Whether the stage shows the session store. */
  showsStore: boolean
  controls: readonly Control[]
  goals: readonly g.Goal[]
  /** The index of the right prediction. */
  right: number
}

export const steps: readonly Step[] = [
  {
    realm: 'shared',
    showsStore: false,
    controls: ['send'],
    goals: [g.metBoth, g.tookTurns],
    right: 1,
  },
  {
    realm: 'isolated',
    showsStore: true,
    controls: ['guest', 'send'],
    goals: [g.loggedIn, g.strangerToOther, g.stillKnown],
    right: 1,
  },
  {
    realm: 'isolated',
    showsStore: true,
    controls: ['routing', 'guest', 'send', 'nodes'],
    goals: [g.stuck, g.homeDown, g.lostWithHome],
    right: 2,
  },
  {
    realm: 'shared',
    showsStore: true,
    controls: ['guest', 'send'],
    goals: [g.loggedIn, g.oneKey],
    right: 1,
  },
  {
    realm: 'shared',
    showsStore: true,
    controls: ['guest', 'stream', 'nodes'],
    goals: [g.flowing, g.serverDown, g.nobodyNoticed],
    right: 2,
  },
  {
    realm: 'shared',
    showsStore: true,
    controls: ['guest', 'two'],
    goals: [g.lostOne, g.keptBoth],
    right: 2,
  },
  {
    realm: 'shared',
    showsStore: true,
    controls: ['guest', 'timeout', 'send'],
    goals: [g.shortened, g.expired, g.unknownToBoth, g.loggedOut],
    right: 1,
  },
  {
    realm: 'shared',
    showsStore: true,
    controls: ['guest', 'devices', 'send'],
    goals: [g.twoDevices, g.everywhere, g.bothKeysGone, g.anonymousAfter],
    right: 0,
  },
  {
    realm: 'shared',
    showsStore: true,
    controls: ['guest', 'send', 'redis'],
    goals: [g.loggedIn, g.refusedWithoutRedis, g.stillLoggedIn],
    right: 1,
  },
  {
    realm: 'shared',
    showsStore: true,
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
