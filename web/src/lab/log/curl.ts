// Formats a request as a curl command, and shows its cookie.
import { isObject } from '../../outcome.ts'
import { cookieNames } from '../cookies.ts'
import type { Exchange } from '../observation.ts'

type Sent = Pick<Exchange, 'method' | 'path' | 'request' | 'sentBody' | 'realm' | 'withoutCookies'>

/** Hides passwords. */
export function curlOf(
  { method, path, request, sentBody, withoutCookies }: Sent,
  origin: string,
): string {
  const file = request === 'login' ? '-c jar' : '-b jar'
  const jar = withoutCookies || request === 'signup' ? [] : [file]
  const body = isObject(sentBody)
    ? [
        `--json '${JSON.stringify({ ...sentBody, ...('password' in sentBody && { password: '…' }) })}'`,
      ]
    : []
  const verb = method === 'GET' || (method === 'POST' && body.length > 0) ? [] : [`-X ${method}`]
  return ['curl -i', ...verb, ...jar, ...body, origin + path].join(' ')
}

const secure = globalThis.location?.protocol === 'https:'
const prefixes = secure
  ? { shared: '__Host-', isolated: '__Secure-', blob: '__Secure-' }
  : { shared: '', isolated: '', blob: '' }

/** The cookie that the request sent, with a masked signature. */
export function cookieOf({ realm, cookie }: Pick<Exchange, 'realm' | 'cookie'>) {
  if (!cookie) return null
  return `${prefixes[realm]}${cookieNames[realm]}=${cookie}.••••`
}
