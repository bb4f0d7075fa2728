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
    test('every JSON type comes back as it was stored', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, EVERY_JSON_TYPE)
      assert.deepEqual((await store.load(id))?.attributes, EVERY_JSON_TYPE)
    })

    test('what insert answers is what load answers', async () => {
      const store = open()
      const id = newId()
      const inserted = await store.insert(id, { visits: 1 })
      const { lastAccessedTime: _, expiresAt: __, ...loaded } = (await store.load(id)) ?? {}
      const { lastAccessedTime: ___, expiresAt: ____, ...stored } = inserted
      assert.deepEqual(loaded, stored)
    })

    test('a name with any character is a name', async () => {
      const store = open()
      const id = newId()
      const attributes = { 'a:b c.d/é한"': 1, '': 2, 'sessionAttr:x': 3, creationTime: 4 }
      await store.insert(id, attributes)
      assert.deepEqual((await store.load(id))?.attributes, attributes)
    })

    test('a session of 64 KB comes back', async () => {
      const store = open()
      const id = newId()
      const attributes = { big: 'x'.repeat(64 * 1024) }
      await store.insert(id, attributes)
      assert.deepEqual((await store.load(id))?.attributes, attributes)
    })

    test('a session without attributes is a session', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, {})
      assert.deepEqual((await store.load(id))?.attributes, {})
    })

    test('a session that has been emptied still lives', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1, b: 2 })
      assert.equal(await store.update(id, { remove: ['a', 'b'] }), true)
      assert.deepEqual((await store.load(id))?.attributes, {})
    })

    test('undefined and functions are left out, as in JSON', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { kept: 1, nothing: undefined, work: () => {} })
      assert.deepEqual((await store.load(id))?.attributes, { kept: 1 })
    })

    test('what a caller does with a loaded record stays with the caller', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { list: [1] })
      const record = await store.load(id)
      const list: unknown = record?.attributes.list
      assert.ok(Array.isArray(list))
      list.push(2)
      assert.deepEqual((await store.load(id))?.attributes, { list: [1] })
    })

    test('loading changes nothing but the time of the last use', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { a: 1 })
      const { lastAccessedTime: _, ...before } = (await store.inspect(id))?.fields ?? {}
      await store.load(id)
      const { lastAccessedTime: __, ...after } = (await store.inspect(id))?.fields ?? {}
      assert.deepEqual(after, before)
    })

    test('an id that is taken is refused, and its session is not touched', async () => {
      const store = open()
      const id = newId()
      await store.insert(id, { owner: 'first' })
      await assert.rejects(store.insert(id, { owner: 'second' }), SessionExistsError)
      assert.deepEqual((await store.load(id))?.attributes, { owner: 'first' })
    })

    test('the fields are those that Spring Session uses', async () => {
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
      ['one character too long', `${newId()}x`],
      ['8 KB long', 'x'.repeat(8192)],
      ['made of other characters', '*'.repeat(32)],
      ["a user's index", 'user:ada'],
      ['ended by a line feed', `${newId()}\n`],
    ] as const) {
      test(`an id that is ${what} finds nothing and creates nothing`, async () => {
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
      test(`an attribute cannot have the reserved name ${name}`, async () => {
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
