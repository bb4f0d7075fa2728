// Refuses changes that another site's page asks for. Browsers say where a request comes from in Sec-Fetch-Site,
// older ones in Origin; a client that says neither (curl) is no browser and carries no visitor's cookie.
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../problems.ts'

/** They change nothing (RFC 9110). */
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
