// An action in one sentence a realm.
import type { Messages } from './i18n/en.ts'
import { isFailure, type Outcome, type Realm } from './outcome.ts'

/** What one response meant for you, in a word or two. */
export function caption(outcome: Outcome, messages: Messages): string {
  const { status, request, identity } = outcome
  if (status === 0) return messages.noAnswer
  if (isFailure(outcome)) return messages.failed(status)
  if (request === 'signup') return messages.accountMade
  if (request === 'logout') return messages.loggedOut
  return identity ? messages.loggedIn : messages.anonymous
}

export function summaryOf(outcomes: readonly Outcome[], realm: Realm, messages: Messages): string {
  const own = outcomes.filter((outcome) => outcome.realm === realm)
  const [first] = own
  if (first === undefined) return ''
  const name = realm === 'shared' ? messages.sharedStore : messages.isolatedStores
  if (own.length === 1) {
    return messages.oneRequest(name, first.servedBy ?? messages.noBackend, caption(first, messages))
  }
  const failed = own.filter(isFailure).length
  const loggedIn = own.filter((outcome) => outcome.identity).length
  const servers = own.flatMap((outcome) => outcome.servedBy ?? []).sort()
  const details = [...new Set(servers)].map((server) =>
    messages.served(server, servers.filter((name) => name === server).length),
  )
  if (failed > 0) details.push(messages.manyFailed(failed))
  const sentence = messages.manyRequests(name, loggedIn, own.length)
  return details.length > 0 ? `${sentence} (${details.join(', ')})` : sentence
}
