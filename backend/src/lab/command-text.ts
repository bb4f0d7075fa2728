// A Redis command for people to read: `EVALSHA load session:3don…FvV 28800000`. Scripts have names in place of
// digests; session ids and long values are cut, so that nothing in it opens anything.
import { isSessionId } from '@session-clustering/store'

const MAX_WORD = 24
const MAX_COMMAND = 160

interface Sent {
  name: string
  args: readonly unknown[]
}

/** @param scripts the client's own, name → script, as ioredis keeps them */
export function commandText({ name, args }: Sent, scripts: object): string {
  const words = args.map(String)
  const isScript = name === 'evalsha' || name === 'eval'
  // A script's second argument is how many keys there are, which the reader sees.
  const shown = isScript ? [scriptName(words[0] ?? '', scripts), ...words.slice(2)] : words
  const text = [name.toUpperCase(), ...shown.map(word)].join(' ')
  return text.length > MAX_COMMAND ? `${text.slice(0, MAX_COMMAND)}…` : text
}

/** A session id that can be recognised, and not used. */
export function shortId(id: string): string {
  return `${id.slice(0, 4)}…${id.slice(-3)}`
}

/** sessionIndexAdd → index-add */
function scriptName(digestOrSource: string, scripts: object): string {
  const known = Object.entries(scripts as Record<string, { sha: string; lua: string }>)
  const [name] = known.find(([, { sha, lua }]) => [sha, lua].includes(digestOrSource)) ?? []
  if (name === undefined) return digestOrSource.slice(0, 7)
  return name
    .replace(/^session(?=[A-Z])/, '')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    .replace(/^-/, '')
}

function word(argument: string): string {
  if (argument === '') return '""'
  const [, prefix = '', id = ''] = /^(session:(?:blob:)?)?([\w-]{32})$/.exec(argument) ?? []
  if (isSessionId(id)) return `${prefix}${shortId(id)}`
  // A hash of a password is shown to nobody, its parameters neither.
  if (argument.startsWith('$argon2')) return '…'
  // Keys are read, values need not be.
  const isKey = /^(session|user|limit):/.test(argument)
  return argument.length > MAX_WORD && !isKey ? `${argument.slice(0, MAX_WORD)}…` : argument
}
