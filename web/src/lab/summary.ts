// Describes requests in words.
import { isFailure } from '../outcome.ts'
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

/** The answer to one request, in one sentence. An answer without the name of a backend is nginx' own. */
function answerOf(exchange: Exchange, l: Lab): string {
  const { status, servedBy, request, user } = exchange
  if (status === 0) return caption(exchange, l)
  if (servedBy === null) return l.nginxAnswered(status)
  const isUnknown = request === 'me' && user === null
  return l.answered(servedBy, isUnknown ? l.doesNotKnowYou : caption(exchange, l))
}

/** The requests of one action, in one sentence. */
export function summaryOf(exchanges: readonly Exchange[], l: Lab): string {
  const last = exchanges.at(-1)
  if (last === undefined) return ''
  const asked = exchanges.filter(({ request }) => request === 'me')
  if (asked.length < 2) return answerOf(last, l)
  const failed = exchanges.filter(isFailure).length
  const servers = exchanges.flatMap(({ servedBy }) => servedBy ?? [])
  const counts = [...new Set(servers)]
    .sort()
    .map((server) => l.servedCount(server, servers.filter((name) => name === server).length))
  const loggedIn = exchanges.filter(({ user }) => user).length
  if (failed > 0) counts.push(l.manyFailed(failed))
  return `${l.manyRequests(exchanges.length, loggedIn)} (${counts.join(', ')})`
}
