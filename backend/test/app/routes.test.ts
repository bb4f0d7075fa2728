import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, forSuite } from '@session-clustering/testing'
import { assertProblem } from '../support/assert-problem.ts'
import { startTwoBackends } from '../support/backend.ts'
import { examplePath, ROUTES } from '../support/routes.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

suite('routes', () => {
  const stack = forSuite(startTwoBackends)

  const methodsOf = Map.groupBy(ROUTES, ([, path]) => path)
  for (const prefix of ['/api', '/api/isolated']) {
    for (const [path, routes] of methodsOf) {
      if (`${prefix}${path}` === '/api/isolated/password') continue
      const allowed = routes.map(([method]) => method).sort()
      test(`S16 ${prefix}${path} answers 405 to all methods but ${allowed.join(', ')}`, async () => {
        for (const method of METHODS.filter((method) => !allowed.includes(method))) {
          const url = `${stack.one.url}${prefix}${examplePath(path)}`
          const answer = await client().send(url, { method })
          assertProblem(answer, 405)
          const allow = answer.headers.get('allow')?.split(', ') ?? []
          assert.deepEqual(allow.filter((one) => one !== 'HEAD').sort(), allowed)
        }
      })
    }
  }

  test('S24 each route that needs a login answers 401 without one', async () => {
    for (const [method, path, statuses, json] of ROUTES) {
      if (!statuses.includes('401') || path === '/login') continue
      const answer = await client().send(`${stack.one.url}/api${examplePath(path)}`, {
        method,
        json,
      })
      assertProblem(answer, 401)
    }
  })
})
