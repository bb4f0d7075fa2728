// Refuses changes that a page of another site requests. Browsers send the origin of a request in Sec-Fetch-Site, older
// browsers in Origin. A client that sends neither (curl) is not a browser, and has no visitor's cookie to abuse.
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../problems.ts'

/** Methods that change nothing (RFC 9110, section 9.2.1). */
export const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

export const crossSite = fp(
  async (app) => {
    app.addHook('onRequest', async (request) => {
      if (!SAFE_METHODS.has(request.method) && isCrossSite(request)) {
        throw new Problem(403, 'cross-site', 'Changes are accepted from this site only.')
      }
    })
  },
  { name: 'cross-site' },
)

function isCrossSite({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin } = headers
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
}
