// The goals of steps and challenges. Each is a pure function of the observations, and of the goals that are met already:
// a reload keeps those, and forgets the observations.
import { isFailure } from '../../outcome.ts'
import { isExchange, type Observation } from '../observation.ts'
import { lastRace } from './race.ts'
import {
  after,
  exchanges,
  hasUser,
  inARow,
  knownServer,
  meExchanges,
  type Seen,
  succeeded,
} from './seen.ts'

/** @param met whether each goal of the step was met before */
export type Goal = (seen: Seen, met?: readonly boolean[]) => boolean

// Step 1
export const bothServersAnswered: Goal = (seen) =>
  new Set(meExchanges(seen).flatMap(({ servedBy }) => servedBy ?? [])).size > 1
export const answersInTurns: Goal = (seen) =>
  inARow(
    meExchanges(seen),
    3,
    ({ servedBy }, before) => servedBy !== null && servedBy !== before?.servedBy,
  )

// Step 2
export const loggedIn: Goal = (seen) => seen.some(hasUser)
const sinceKnown = (seen: Seen) => {
  const server = exchanges(seen).find(hasUser)?.servedBy
  return { server, asked: meExchanges(after(seen, hasUser)) }
}
export const unknownToOther: Goal = (seen) => {
  const { server, asked } = sinceKnown(seen)
  return asked.some(({ user, servedBy }) => user === null && servedBy !== server)
}
export const stillKnown: Goal = (seen) =>
  unknownToOther(seen) && sinceKnown(seen).asked.some(({ user }) => Boolean(user))

// Step 3
export const threeFromOneServer: Goal = (seen) =>
  inARow(
    meExchanges(seen),
    3,
    ({ user, servedBy }, before) =>
      Boolean(user) && (before === undefined || servedBy === before.servedBy),
  )
export const stickyServerDown: Goal = (seen, [isSticky] = []) =>
  seen.some(({ down }, i) => {
    const earlier = seen.slice(0, i)
    const server = knownServer(earlier)
    return server !== null && down.includes(server) && (isSticky || threeFromOneServer(earlier))
  })
export const loginLostWithServer: Goal = (seen, [, isDown] = []) =>
  seen.some((observation, i) => {
    if (!isExchange(observation) || observation.request !== 'me') return false
    const { user, servedBy, down } = observation
    const earlier = seen.slice(0, i)
    const server = knownServer(earlier) ?? (isDown && down[0])
    return (
      user === null &&
      servedBy !== server &&
      down.some((name) => name === server) &&
      (isDown || threeFromOneServer(earlier))
    )
  })

// Step 4
export const oneKey: Goal = (seen) => {
  const found = exchanges(seen).filter((answer) => answer.user && answer.record)
  return found.some(({ record, servedBy }) =>
    found.some((o) => o.record?.handle === record?.handle && o.servedBy !== servedBy),
  )
}

// Step 5
export const fourLoggedIn: Goal = (seen) =>
  inARow(meExchanges(seen), 4, ({ user }) => Boolean(user))
export const serverDown: Goal = (seen) => seen.some(({ down }) => down.length > 0)
export const tenFromOtherServer: Goal = (seen) =>
  inARow(meExchanges(seen), 10, ({ user, down, servedBy }) =>
    Boolean(user && down.length > 0 && servedBy && !down.includes(servedBy)),
  )

// Step 6
export const lostOne: Goal = (seen) =>
  seen.some((_, i) => (lastRace(seen.slice(0, i + 1), 'blob')?.lost ?? 0) > 0)
export const keptBoth: Goal = (seen) =>
  seen.some((_, i) => lastRace(seen.slice(0, i + 1), 'shared')?.lost === 0)

// Step 7
export const shortened: Goal = (seen) =>
  exchanges(seen).some(
    ({ request, status, sentBody }) =>
      request === 'timeout' &&
      status === 200 &&
      (sentBody as { idleTimeoutSeconds: number }).idleTimeoutSeconds <= 60,
  )
const isExpiry = (o: Observation) =>
  (o.kind === 'session' && o.type === 'expired' && o.mine) ||
  // If the event is late: an anonymous answer after a logged-in one.
  (isExchange(o) && o.request === 'me' && o.user === null && Boolean(o.before))
const sinceExpiry = (seen: Seen) => seen.slice(Math.max(0, seen.findIndex(isExpiry)))
export const expired: Goal = (seen) => seen.some(isExpiry)
export const unknownToBoth: Goal = (seen, [, wasExpired] = []) =>
  (wasExpired || expired(seen)) &&
  new Set(
    meExchanges(sinceExpiry(seen)).flatMap(
      ({ user, servedBy }) => (user === null && servedBy) || [],
    ),
  ).size > 1
export const loggedOut: Goal = (seen, [, wasExpired] = []) =>
  (wasExpired || expired(seen)) && succeeded(after(sinceExpiry(seen), hasUser), 'logout')

// Step 8
export const twoDevices: Goal = (seen) =>
  exchanges(seen).some(
    ({ request, status, body }) =>
      request === 'sessions' && status === 200 && (body as unknown[]).length > 1,
  )
const isEverywhere = (o: Observation) =>
  isExchange(o) && o.request === 'everywhere' && !isFailure(o)
export const everywhere: Goal = (seen) => seen.some(isEverywhere)
export const bothKeysGone: Goal = (seen) =>
  everywhere(seen) &&
  seen.filter((o) => o.kind === 'session' && o.reason === 'revoked' && o.mine).length > 1
export const otherDeviceAnonymous: Goal = (seen, [, wasEverywhere] = []) =>
  meExchanges(wasEverywhere && !everywhere(seen) ? seen : after(seen, isEverywhere)).some(
    ({ user, realm }) => user === null && realm === 'second',
  )

// Step 9
const isRefusal = (o: Observation) =>
  isExchange(o) && o.status === 503 && o.servedBy !== null && o.redis !== 'up'
export const refusedWithoutRedis: Goal = (seen, [wasLoggedIn] = []) =>
  seen.some((o) => isRefusal(o) && (wasLoggedIn || (isExchange(o) && Boolean(o.before))))
export const stillLoggedIn: Goal = (seen, [, wasRefused] = []) => {
  const last = seen.findLastIndex(isRefusal)
  if (last < 0 && !wasRefused) return false
  const later = seen.slice(last + 1)
  const known = later.findIndex((o) => isExchange(o) && o.request === 'me' && o.user)
  return known >= 0 && !succeeded(later.slice(0, known), 'login')
}

// Challenges
export const lostWithoutLogout: Goal = (seen) => {
  // The visitor may have ended the session of the second device.
  const own = exchanges(seen).filter(({ realm }) => realm !== 'second')
  return own.some((answer, i) => {
    const before = own.slice(0, i).findLast(({ realm }) => realm === answer.realm)
    return answer.request === 'me' && answer.user === null && Boolean(before?.user)
  })
}
export const twentyWithoutFailure: Goal = (seen) =>
  inARow(meExchanges(seen), 20, (answer) => answer.down.length > 0 && !isFailure(answer))
export const answeredByNginx: Goal = (seen) =>
  exchanges(seen).some(({ status, servedBy }) => status === 503 && servedBy === null)
export const fromElsewhere: Goal = (seen) => seen.some(({ kind }) => kind === 'elsewhere')
