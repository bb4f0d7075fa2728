import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { SessionExistsError } from '@session-clustering/store'
import { newId } from '../ids.ts'
import type { OpenStore } from './index.ts'

const EVERY_JSON_TYPE = {
  string: 'text',
  empty: '',
  unicode: '한국어 \u0000 \u2028 "quoted" \\ 🦊',
  integer: -42,
  float: 0.1,
  large: 1e21,
  true: true,
  false: false,
  null: null,
  array: [1, 'two', [3], null],
  object: { nested: { deeply: [{}] }, empty: {} },
  emptyArray: [],
}

export function records(open: OpenStore): void {
  suite('records', () => {
    test('load returns every JSON type as it was stored', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, EVERY_JSON_TYPE)
      assert.deepEqual((await store.load(id))?.attributes, EVERY_JSON_TYPE)
    })

    test('insert returns the record that load returns', async () => {
      const store = open()
      const id = newId()
      const inserted = await store.insert(id, { visits: 1 })
      const loaded = await store.load(id)
      const same = ['id', 'creationTime', 'maxInactiveInterval', 'attributes', 'cookie'] as const
      for (const name of same) assert.deepEqual(loaded?.[name], inserted[name], name)
    })

    test('an attribute name can have any character', async () => {
      const store = open()
      const id = newId()
      const attributes = { 'a:b c.d/é한"': 1, '': 2, 'sessionAttr:x': 3, creationTime: 4 }
      await store.insert(id, attributes)
      assert.deepEqual((await store.load(id))?.attributes, attributes)
    })

    test('a session can have 64 KB', async () => {
      const store = open()
      const id = newId()
      const attributes = { big: 'x'.repeat(64 * 1024) }
      await store.insert(id, attributes)
      assert.deepEqual((await store.load(id))?.attributes, attributes)
    })

    test('a session can be stored without attributes', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      assert.deepEqual((await store.load(id))?.attributes, {})
    })

    test('a session whose attributes are all removed still exists', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1, b: 2 })
      assert.equal(await store.update(id, { remove: ['a', 'b'] }), true)
      assert.deepEqual((await store.load(id))?.attributes, {})
    })

    test('insert leaves out an attribute that is undefined', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { kept: 1, nothing: undefined })
      assert.deepEqual((await store.load(id))?.attributes, { kept: 1 })
    })

    const circle: Record<string, unknown> = {}
    circle.itself = circle
    for (const [what, value] of Object.entries({
      'a BigInt': 1n,
      NaN: Number.NaN,
      'a function': () => {},
      'a symbol': Symbol('x'),
      'a circle': circle,
      'a Map': new Map([[1, 2]]),
      'an infinity deep inside': [{ value: Number.POSITIVE_INFINITY }],
    })) {
      test(`insert and update refuse ${what} with a TypeError that names the attribute`, async () => {
        const store = open()
        const id = newId()
        await store.insert(id, { kept: 1 })
        const named = { name: 'TypeError', message: /"broken"/ }
        await assert.rejects(store.insert(newId(), { broken: value }), named)
        await assert.rejects(store.update(id, { set: { kept: 2, broken: value } }), named)
        assert.deepEqual((await store.load(id))?.attributes, { kept: 1 })
      })
    }

    test('one call can write or remove 5,000 attributes', async () => {
      const store = open()
      const id = newId()
      const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`a${i}`, i]))
      await store.insert(id, many)
      assert.deepEqual((await store.load(id))?.attributes, many)
      const more = Object.fromEntries(Object.keys(many).map((name) => [name, 'changed']))
      assert.equal(await store.update(id, { set: more }), true)
      assert.deepEqual((await store.load(id))?.attributes, more)
      assert.equal(await store.update(id, { remove: Object.keys(many) }), true)
      assert.deepEqual((await store.load(id))?.attributes, {})
    })

    test('cookie settings of a session are stored, changed and removed', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {}, { cookie: { originalMaxAge: 1_000 } })
      assert.deepEqual((await store.load(id))?.cookie, { originalMaxAge: 1_000 })
      await store.update(id, { set: { a: 1 } })
      assert.deepEqual((await store.load(id))?.cookie, { originalMaxAge: 1_000 })
      await store.update(id, { cookie: { sameSite: 'strict' } })
      assert.deepEqual((await store.load(id))?.cookie, { sameSite: 'strict' })
      await store.update(id, { cookie: {} })
      assert.equal((await store.load(id))?.cookie, undefined)
      assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
    })

    test('insert with empty cookie settings stores none', async () => {
      const store = open()
      const id = newId()
      assert.equal((await store.insert(id, {}, { cookie: {} })).cookie, undefined)
      assert.equal((await store.load(id))?.cookie, undefined)
    })

    for (const id of ['a-uuid-of-36-characters-3f2504e0-4f89', 'x'.repeat(16), 'Z_-9'.repeat(32)]) {
      test(`an id can have ${id.length} characters`, async () => {
        const store = open()
        await store.destroy(id)
        await store.insert(id, { a: 1 })
        assert.deepEqual((await store.load(id))?.attributes, { a: 1 })
      })
    }

    for (const [what, id] of Object.entries({
      'is too short': 'x'.repeat(15),
      'is too long': 'x'.repeat(129),
      "is a user's index": 'user:ada-of-old-times',
      'ends with a line feed': `${newId()}\n`,
    })) {
      test(`insert refuses an id that ${what}`, async () => {
        await assert.rejects(open().insert(id, {}), { name: 'TypeError', message: /session id/ })
      })
    }

    test('a change inside a loaded record changes neither the stored session nor `original`', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { list: [1] })
      const record = await store.load(id)
      const list: unknown = record?.attributes.list
      assert.ok(Array.isArray(list))
      list.push(2)
      assert.deepEqual(record?.original('list'), [1])
      assert.deepEqual((await store.load(id))?.attributes, { list: [1] })
    })

    test('load changes lastAccessedTime alone', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      const { lastAccessedTime: _, ...before } = (await store.inspect(id))?.fields ?? {}
      await store.load(id)
      const { lastAccessedTime: __, ...after } = (await store.inspect(id))?.fields ?? {}
      assert.deepEqual(after, before)
    })

    test('insert refuses an id that is taken and does not change its session', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { owner: 'first' })
      await assert.rejects(store.insert(id, { owner: 'second' }), SessionExistsError)
      assert.deepEqual((await store.load(id))?.attributes, { owner: 'first' })
    })

    test('inspect returns the fields of Spring Session', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { username: 'ada' })
      const inspected = await store.inspect(id)
      assert.equal(inspected?.key, `session:${id}`)
      assert.deepEqual(Object.keys(inspected.fields).sort(), [
        'creationTime',
        'lastAccessedTime',
        'maxInactiveInterval',
        'sessionAttr:username',
      ])
      assert.equal(inspected.fields['sessionAttr:username'], '"ada"')
      assert.equal(inspected.fields.maxInactiveInterval, '1800')
    })

    for (const [what, id] of [
      ['unknown', newId()],
      ['empty', ''],
      ['one character too long', 'x'.repeat(129)],
      ['one character too short', 'x'.repeat(15)],
      ['8 KB long', 'x'.repeat(8192)],
      ['made of other characters', '*'.repeat(32)],
      ["a user's index", 'user:ada'],
      ['ended by a line feed', `${newId()}\n`],
    ] as const) {
      test(`no method finds or creates a session under an id that is ${what}`, async () => {
        const store = open()
        assert.equal(await store.load(id), undefined)
        assert.equal(await store.update(id, { set: { a: 1 } }), false)
        assert.equal(await store.increment(id, 'count'), undefined)
        assert.equal(await store.destroy(id), false)
        assert.equal(await store.inspect(id), undefined)
        assert.equal(await store.load(id), undefined)
      })
    }

    for (const name of ['cookie', '__proto__', 'constructor', 'get', 'sessionId']) {
      test(`insert, update and increment refuse the reserved name ${name}`, async () => {
        const store = open()
        const id = newId()
        const attributes = Object.fromEntries([[name, 1]])
        await store.insert(id, { count: 1 })
        await assert.rejects(store.insert(newId(), attributes), TypeError)
        await assert.rejects(store.update(id, { set: attributes }), TypeError)
        await assert.rejects(store.increment(id, name), TypeError)
        assert.deepEqual((await store.load(id))?.attributes, { count: 1 })
      })
    }
  })
}
