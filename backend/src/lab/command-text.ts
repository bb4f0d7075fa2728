// Formats a Redis command for people: `EVALSHA load session:3don…FvV 28800000`. A script has its name in place of its
// digest. Session ids and long values are cut, so that the text contains no usable secret.
import { isSessionId } from '@session-clustering/store'

const MAX_WORD = 24
const MAX_COMMAND = 160

interface Sent {
  name: string
  args: readonly unknown[]
}

/** @param scripts the client's scripts by name, as ioredis keeps them in `scriptsSet` */
export function commandText({ name, args }: Sent, scripts: object): string {
  const words = args.map(String)
  const isScript = name === 'evalsha' || name === 'eval'
  // Leave out the second argument of a script, the number of keys.
  const shown = isScript ? [scriptName(words[0] ?? '', scripts), ...words.slice(2)] : words
  const text = [name.toUpperCase(), ...shown.map(word)].join(' ')
  return text.length > MAX_COMMAND ? `${text.slice(0, MAX_COMMAND)}…` : text
}

/** Shortens a session id: people can recognise it, and nobody can use it. */
export function shortId(id: string): string {
  return `${id.slice(0, 4)}…${id.slice(-3)}`
}

/** sessionIndexAdd → index-add. A script that is no command of the client begins with a comment, its name. */
function scriptName(digestOrSource: string, scripts: object): string {
  const known = Object.entries(scripts as Record<string, { sha: string; lua: string }>)
  const [name] = known.find(([, { sha, lua }]) => [sha, lua].includes(digestOrSource)) ?? []
  if (name === undefined)
    return /^-- ([a-z-]+)\n/.exec(digestOrSource)?.[1] ?? digestOrSource.slice(0, 7)
  return name
    .replace(/^session(?=[A-Z])/, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/^-/, '')
}

function word(argument: string): string {
  if (argument === '') return '""'
  const [, prefix = '', id = ''] = /^(session:(?:blob:)?)?([\w-]{32})$/.exec(argument) ?? []
  if (isSessionId(id)) return `${prefix}${shortId(id)}`
  // Hide a password hash completely, with its parameters.
  if (argument.startsWith('$argon2')) return '…'
  // Show keys in full, cut long values.
  const isKey = /^(session|user|limit):/.test(argument)
  return argument.length > MAX_WORD && !isKey ? `${argument.slice(0, MAX_WORD)}…` : argument
}
