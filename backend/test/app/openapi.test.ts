import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'

/** The API: method, path, statuses. */
const TABLE: [method: string, path: string, statuses: string][] = [
  ['post', '/signup', '201 400 403 409 503'],
  ['post', '/login', '200 400 401 403 429 503'],
  ['post', '/logout', '204 403 503'],
  ['post', '/password', '204 400 401 403 429 503'],
  ['get', '/me', '200 401 503'],
  ['get', '/session', '200 401 503'],
  ['get', '/sessions', '200 401 503'],
  ['delete', '/sessions/{handle}', '204 401 403 404 503'],
  ['delete', '/sessions', '204 400 401 403 503'],
  ['get', '/cart', '200 401 503'],
  ['post', '/cart/{item}', '200 400 401 403 409 503'],
  ['put', '/cart/{item}', '200 400 401 403 409 503'],
  ['delete', '/cart/{item}', '204 400 401 403 503'],
]
/** Routes that exist once, and only with the lab. */
const LAB_TABLE = [
  'get /api/events',
  'get /api/lab/state',
  'put /api/lab/nodes/{name}',
  'put /api/lab/redis',
  'post /api/lab/reset',
  'put /api/lab/session',
]
const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

interface Operation {
  summary?: string
  responses: Record<string, { description?: string; content?: Record<string, { schema: object }> }>
  parameters?: { name: string; in: string; required?: boolean; schema: object }[]
  requestBody?: { content: Record<string, { schema: object }> }
}
interface Document {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Operation>>
  components?: object
}

suite('OpenAPI document', () => {
  const stack = forSuite(startTwoBackends)
  let document: Document
  before(async () => {
    const answer = await client().get(`${stack.one.url}/api/openapi.json`)
    assert.equal(answer.status, 200)
    document = answer.body as unknown as Document
  })

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    )

  test('has OpenAPI version 3.1, a title and a version', () => {
    assert.match(document.openapi, /^3\.1\.\d+$/)
    assert.ok(document.info.title && document.info.version)
  })

  test('has the routes of every realm, and of the lab, and no others', () => {
    const expected = TABLE.flatMap(([method, path]) =>
      ['/api', '/api/isolated', '/api/blob'].map((prefix) => `${method} ${prefix}${path}`),
    ).filter((operation) => !/(isolated|blob).password$/.test(operation))
    const described = operations().map(({ method, path }) => `${method} ${path}`)
    assert.deepEqual(described.sort(), [...expected, ...LAB_TABLE].sort())
  })

  test('each route lists its statuses', () => {
    for (const [method, path, statuses] of TABLE) {
      const { responses } = document.paths[`/api${path}`]?.[method] ?? { responses: {} }
      assert.equal(Object.keys(responses).sort().join(' '), statuses, `${method} ${path}`)
    }
  })

  test('each route has a summary, and a description of every answer', () => {
    for (const { path, method, operation } of operations()) {
      assert.ok(METHODS.has(method))
      assert.ok(operation.summary, path)
      for (const response of Object.values(operation.responses)) assert.ok(response.description)
    }
  })

  test('every problem has the media type of problems', () => {
    for (const { path, operation } of operations()) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (status < '400') continue
        assert.deepEqual(
          Object.keys(content ?? {}),
          ['application/problem+json'],
          `${path} ${status}`,
        )
      }
    }
  })

  test('each path parameter is described, and required', () => {
    for (const { path, operation } of operations()) {
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
        const parameter = operation.parameters?.find((one) => one.name === name)
        assert.deepEqual([parameter?.in, parameter?.required], ['path', true], path)
      }
      assert.doesNotMatch(path, /:/)
    }
  })

  test('bodies are JSON, described by the schema that validates them', () => {
    const { requestBody } = document.paths['/api/login']?.post ?? {}
    assert.deepEqual(Object.keys(requestBody?.content ?? {}), ['application/json'])
    assert.partialDeepStrictEqual(requestBody?.content['application/json']?.schema, {
      type: 'object',
      required: ['username', 'password'],
      additionalProperties: false,
    })
  })

  test('every reference can be resolved', () => {
    const text = JSON.stringify(document)
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      let target: unknown = document
      for (const step of pointer.split('/')) target = Reflect.get(Object(target), step)
      assert.ok(target, pointer)
    }
    assert.doesNotMatch(text, /"\$ref":"[^#]/)
  })

  test('is the same on both backends', async () => {
    const { body } = await client().get(`${stack.two.url}/api/openapi.json`)
    assert.deepEqual(body, document)
  })
})
