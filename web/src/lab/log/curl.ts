// Formats a request as shell commands, and shows its cookie.
import { cookieNames } from '../cookies.ts'
import type { Exchange } from '../observation.ts'
import { random } from '../random.ts'

type Sent = Pick<Exchange, 'method' | 'path' | 'request' | 'sentBody' | 'realm' | 'asksStore'>

const account = { username: `curl-${random(5)}`, password: random(16) }

/**
 * The request for a terminal. A request with a session first signs up and logs in a user of its own: no script can read
 * the HttpOnly cookie of the page.
 */
export function curlOf(sent: Sent, origin: string, own = account): string {
  const { method, path, request, sentBody, realm, asksStore } = sent
  // The certificate that `TLS=on make up` creates is self-signed.
  const curl = /^https:..(localhost|127\.0\.0\.1)(:|$)/.test(origin) ? 'curl -k' : 'curl'
  const mount = realm === 'shared' ? '/api' : `/api/${realm}`
  const signup = `${json(own)} '${origin}/api/signup'`
  const login = `-c "$jar" ${json(own)} '${origin}${mount}/login'`
  const quiet = `${curl} -s -o /dev/null`
  const jar = 'jar=$(mktemp)'
  if (request === 'signup') return `${curl} -i ${signup}`
  if (request === 'login') return [jar, `${quiet} ${signup}`, `${curl} -i ${login}`].join('\n')
  const verb = method === 'GET' ? '' : ` -X ${method}`
  const body = sentBody === undefined ? '' : ` ${json(sentBody)}`
  if (!asksStore) return `${curl} -i${verb}${body} '${origin}${path}'`
  const lines = [jar, `${quiet} ${signup}`, `${quiet} ${login}`]
  const send = `${curl} -i${verb} -b "$jar"${body}`
  if (request !== 'revoke') return [...lines, `${send} '${origin}${path}'`].join('\n')
  const sessions = `${origin}${mount}/sessions`
  const handle = `sed 's/.*"handle":"\\([^"]*\\)".*/\\1/'`
  lines.push(`handle=$(${curl} -s -b "$jar" '${sessions}' | ${handle})`)
  return [...lines, `${send} "${sessions}/$handle"`].join('\n')
}

const json = (body: unknown) => `-H 'content-type: application/json' -d '${JSON.stringify(body)}'`

const secure = globalThis.location?.protocol === 'https:'
const prefixes = secure
  ? { shared: '__Host-', second: '__Secure-', isolated: '__Secure-', blob: '__Secure-' }
  : { shared: '', second: '', isolated: '', blob: '' }

/** The cookie that the request sent, with a masked signature. */
export function cookieOf({ realm, cookie }: Pick<Exchange, 'realm' | 'cookie'>) {
  if (!cookie) return null
  return `${prefixes[realm]}${cookieNames[realm]}=${cookie}.••••`
}
