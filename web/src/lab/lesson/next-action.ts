// The next thing to do in the open step. Its button is the only primary one on the page.
import type { Routing } from '../routing.ts'

/** `backend-1` is the switch of that server. */
export type Action =
  | 'sendOne'
  | 'sendTen'
  | 'guest'
  | 'logOut'
  | 'sticky'
  | 'stream'
  | 'twoBlob'
  | 'twoDelta'
  | 'timeoutShort'
  | 'secondDevice'
  | 'everywhere'
  | 'sendSecond'
  | 'redis'
  | 'next'
  | `backend-${number}`

export interface Situation {
  isPassed: boolean
  /** The index of the first goal that is not met. */
  open: number
  isLoggedIn: boolean
  routing: Routing
  /** The server that knows the visitor, by its last answer. */
  server: string | null
  down: readonly string[]
  isRedisUp: boolean
  isStreaming: boolean
  isTimeoutShort: boolean
  devices: number
}

/** @returns null when there is nothing to press: the visitor waits */
export function nextAction(step: number, now: Situation): Action | null {
  if (now.isPassed) return 'next'
  return byStep[step - 1]?.(now) ?? null
}

type Next = (now: Situation) => Action | null
const thenSend: Next = ({ open }) => (open === 0 ? 'guest' : 'sendTen')

const byStep: readonly Next[] = [
  ({ open }) => (open === 0 ? 'sendOne' : 'sendTen'),

  thenSend,

  ({ open, isLoggedIn, routing, server, down }) => {
    if (open === 2 && down.length > 0) return 'sendOne'
    // Also when the server has been started again: it is stopped once more.
    if (open > 0 && isLoggedIn && server !== null) return server as Action
    if (down.length > 0) return down[0] as Action
    if (routing !== 'sticky') return 'sticky'
    return isLoggedIn ? 'sendTen' : 'guest'
  },

  ({ isLoggedIn }) => (isLoggedIn ? 'sendTen' : 'guest'),

  ({ open, isLoggedIn, isStreaming, down }) => {
    if (!isLoggedIn) return 'guest'
    if (!isStreaming) return 'stream'
    if (open === 0) return null
    if (down.length > 1) return down[0] as Action
    return down.length === 0 ? 'backend-1' : null
  },

  ({ open, isLoggedIn }) => {
    if (!isLoggedIn) return 'guest'
    return open === 0 ? 'twoBlob' : 'twoDelta'
  },

  ({ open, isLoggedIn, isTimeoutShort }) => {
    if (open === 2) return 'sendTen'
    if (!isLoggedIn) return 'guest'
    if (open === 3) return 'logOut'
    return open === 0 || !isTimeoutShort ? 'timeoutShort' : null
  },

  ({ open, isLoggedIn, devices }) => {
    if (open === 3) return 'sendSecond'
    if (!isLoggedIn) return 'guest'
    return open === 0 || devices < 2 ? 'secondDevice' : 'everywhere'
  },

  ({ open, isLoggedIn, isRedisUp }) => {
    if (open === 1 && isLoggedIn) return isRedisUp ? 'redis' : 'sendOne'
    if (!isRedisUp) return 'redis'
    // After a reload without Redis the page does not know the visitor: the next request tells.
    return isLoggedIn || open === 2 ? 'sendOne' : 'guest'
  },

  () => 'sendOne',
]
