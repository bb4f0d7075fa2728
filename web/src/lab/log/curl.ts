// Formats a request as a curl command, and shows its cookie.
import { isObject } from '../../outcome.ts'
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
const names = {
  shared: secure ? '__Host-sid' : 'sid',
  isolated: secure ? '__Secure-isolated_sid' : 'isolated_sid',
  blob: secure ? '__Secure-blob_sid' : 'blob_sid',
}

/** The cookie with a masked signature. No script can read the HttpOnly cookie, so the id comes from the key. */
export function cookieOf({
  realm,
  record,
  withoutCookies,
}: Pick<Exchange, 'realm' | 'record' | 'withoutCookies'>) {
  if (!record || withoutCookies) return null
  return `${names[realm]}=${record.key.split(':').at(-1)}.••••`
}
