// The goals of steps and challenges. Each is a pure function of the observations.
import { isFailure } from '../../outcome.ts'
import { isExchange, type Observation } from '../observation.ts'
import { lastRace } from './race.ts'
import { after, exchanges, hasUser, inARow, meExchanges, type Seen, succeeded } from './seen.ts'

export type Goal = (seen: Seen) => boolean

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
const firstOfThree = (seen: Seen) =>
  meExchanges(seen).findIndex((_, i, all) => {
    const three = all.slice(i, i + 3)
    return three.length === 3 && three.every((a) => a.user && a.servedBy === all[i]?.servedBy)
  })
const stickyServer = (seen: Seen) => {
  const first = meExchanges(seen)[firstOfThree(seen)]
  return first && { server: first.servedBy ?? '', since: seen.filter(({ seq }) => seq > first.seq) }
}
export const threeFromOneServer: Goal = (seen) => firstOfThree(seen) >= 0
export const stickyServerDown: Goal = (seen) => {
  const { server = '', since = [] } = stickyServer(seen) ?? {}
  return since.some(({ down }) => down.includes(server))
}
export const loginLostWithServer: Goal = (seen) => {
  const { server = '', since = [] } = stickyServer(seen) ?? {}
  return meExchanges(since).some(
    ({ user, servedBy, down }) => user === null && servedBy !== server && down.includes(server),
  )
}

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
const sinceExpiry = (seen: Seen) => seen.slice(seen.findIndex(isExpiry))
export const expired: Goal = (seen) => seen.some(isExpiry)
export const unknownToBoth: Goal = (seen) =>
  expired(seen) &&
  new Set(
    meExchanges(sinceExpiry(seen)).flatMap(
      ({ user, servedBy }) => (user === null && servedBy) || [],
    ),
  ).size > 1
export const loggedOut: Goal = (seen) =>
  expired(seen) && succeeded(after(sinceExpiry(seen), hasUser), 'logout')

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
export const anonymousAfter: Goal = (seen) =>
  meExchanges(after(seen, isEverywhere)).some(({ user }) => user === null)

// Step 9
const isRefusal = (o: Observation) =>
  isExchange(o) && o.status === 503 && o.servedBy !== null && o.redis !== 'up'
export const refusedWithoutRedis: Goal = (seen) => seen.some(isRefusal)
export const stillLoggedIn: Goal = (seen) => {
  const since = after(seen, isRefusal)
  const known = since.findIndex((o) => isExchange(o) && o.request === 'me' && o.user)
  return known >= 0 && !succeeded(since.slice(0, known), 'login')
}

// Challenges
export const lostWithoutLogout: Goal = (seen) => {
  const own = exchanges(seen)
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
