import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { ROUTES } from '../support/routes.ts'

/** Routes that exist once, and only with the lab. */
const LAB_ROUTES = [
  'GET /api/events',
  'GET /api/lab/state',
  'PUT /api/lab/nodes/{name}',
  'PUT /api/lab/redis',
  'POST /api/lab/reset',
  'PUT /api/lab/session',
  'PUT /api/lab/class',
  'DELETE /api/lab/class',
  'GET /api/lab/class/events',
]

interface Operation {
  summary?: string
  responses: Record<string, { content?: object }>
}

suite('OpenAPI document', () => {
  const stack = forSuite(startTwoBackends)
  const operations = new Map<string, Operation>()
  before(async () => {
    const { body } = await client().get(`${stack.one.url}/api/openapi.json`)
    const paths = body.paths as Record<string, Record<string, Operation>>
    for (const [path, item] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(item)) {
        operations.set(`${method.toUpperCase()} ${path}`, operation)
      }
    }
  })

  test('has the routes of every realm, and of the lab, and no others', () => {
    const expected = ROUTES.flatMap(([method, path]) =>
      ['/api', '/api/second', '/api/isolated', '/api/blob'].map(
        (prefix) => `${method} ${prefix}${path}`,
      ),
    ).filter((route) => !/(second|isolated|blob).password$/.test(route))
    assert.deepEqual([...operations.keys()].sort(), [...expected, ...LAB_ROUTES].sort())
  })

  test('each route lists its statuses', () => {
    for (const [method, path, statuses] of ROUTES) {
      const { responses = {} } = operations.get(`${method} /api${path}`) ?? {}
      assert.equal(Object.keys(responses).sort().join(' '), statuses, `${method} ${path}`)
    }
  })

  test('each route has a summary, and each problem has the media type of problems', () => {
    for (const [route, { summary, responses }] of operations) {
      assert.ok(summary, route)
      for (const [status, { content = {} }] of Object.entries(responses)) {
        if (status < '400') continue
        assert.deepEqual(Object.keys(content), ['application/problem+json'], `${route} ${status}`)
      }
    }
  })
})
