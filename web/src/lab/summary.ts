// Describes requests in words.
import { isFailure } from '../outcome.ts'
import { cookieAfter, cookieNames, isLogout, shortCookie } from './cookies.ts'
import type { Lab } from './i18n/en.ts'
import type { Exchange } from './observation.ts'

/** The result of one request, in one or two words. */
export function caption(exchange: Exchange, l: Lab): string {
  const { status, request, user } = exchange
  if (status === 0) return l.noAnswer
  if (isFailure(exchange)) return l.failed(status)
  if (request === 'signup') return l.accountMade
  if (request === 'logout' || request === 'everywhere') return l.loggedOut
  if (user === null) return l.anonymous
  return user === undefined ? l.done : l.loggedInAs(user)
}

/** What happened to one request, in a sentence, or in two after a failed try. */
export function story(exchange: Exchange, l: Lab): string {
  const { refusedBy, servedBy } = exchange
  const end = ending(exchange, l)
  if (refusedBy.length === 0 || servedBy === null) return end
  return `${l.secondTry([...new Set(refusedBy)].join(', '))} ${end}`
}

function ending(exchange: Exchange, l: Lab): string {
  const { status, request, servedBy: server, problem, realm, user, record, cookie } = exchange
  const told = l.told
  if (status === 0) return told.noAnswer
  if (server === null)
    return status < 500 ? told.nginxRefused(status) : told.nginxUnavailable(status)
  if (problem?.type === 'urn:problem:store-unavailable') return told.noRedis(server)
  if (status >= 500) return told.unavailable(server, status)
  if (request === 'login' && status === 401) return told.wrongPassword(server)
  if (isFailure(exchange)) return told.refused(server, status)
  if (request === 'signup') return told.signedUp(server)
  const store = realm === 'isolated' ? told.memory : 'Redis'
  const isSecond = realm === 'second'
  if (request === 'login') {
    const id = cookieAfter(exchange)
    const held = `${cookieNames[realm]}=${id ? shortCookie(id) : '…'}`
    return isSecond ? told.second.loggedIn(server, held) : told.loggedIn(server, store, held)
  }
  if (request === 'revoke') return told.revoked(server)
  if (isLogout(exchange))
    return told[request === 'logout' ? 'loggedOut' : 'everywhere'](server, store)
  if (isSecond) {
    if (record || user) return told.second.found(server)
    return told.second[cookie === null ? 'withoutCookie' : 'ended'](server)
  }
  if (record || user) return user ? told.foundUser(server, store, user) : told.found(server, store)
  if (cookie === null) return told.withoutCookie(server)
  return told[realm === 'isolated' ? 'notInMemory' : 'ended'](server)
}

/** The requests of one action, in one sentence. */
export function summaryOf(exchanges: readonly Exchange[], l: Lab): string {
  const last = exchanges.at(-1)
  if (last === undefined) return ''
  const asked = exchanges.filter(({ request }) => request === 'me')
  if (asked.length < 2) return story(last, l)
  const failed = exchanges.filter(isFailure).length
  const servers = exchanges.flatMap(({ servedBy }) => servedBy ?? [])
  const counts = [...new Set(servers)]
    .sort()
    .map((server) => l.servedCount(server, servers.filter((name) => name === server).length))
  const loggedIn = exchanges.filter(({ user }) => user).length
  if (failed > 0) counts.push(l.manyFailed(failed))
  return `${l.manyRequests(exchanges.length, loggedIn)} (${counts.join(', ')})`
}
