import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { changesBetween, decodeAttributes, encodeAttributes } from '../src/attributes.ts'
import type { Attributes } from '../src/index.ts'

const was = (attributes: Attributes) => ({
  attributes,
  original: (name: string) => attributes[name],
})

suite('attributes', () => {
  test('changesBetween equal attributes is empty', () => {
    const present = { a: 1, b: { c: [1, 2] }, d: null }
    assert.deepEqual(changesBetween(was(structuredClone(present)), present), {
      set: {},
      remove: [],
    })
  })

  test('changesBetween sets new and changed attributes and removes missing ones', () => {
    const stored = { same: 1, other: 1, gone: 1 }
    assert.deepEqual(changesBetween(was(stored), { same: 1, other: 2, new: 3 }), {
      set: { other: 2, new: 3 },
      remove: ['gone'],
    })
  })

  test('a change inside an object sets the whole attribute', () => {
    const stored = { a: { b: [{ c: 1 }] }, d: 1 }
    const { set } = changesBetween(was(stored), { a: { b: [{ c: 2 }] }, d: 1 })
    assert.deepEqual(set, { a: { b: [{ c: 2 }] } })
  })

  test('an attribute set to undefined is removed', () => {
    const { set, remove } = changesBetween(was({ a: 1 }), { a: undefined })
    assert.deepEqual([set, remove], [{}, ['a']])
  })

  test('the same value in another JSON notation is no change', () => {
    const stored: Attributes = decodeAttributes({ a: '{ "b" : [ 1.0 ] }', c: '"\\u00e9"' })
    assert.deepEqual(changesBetween(was(stored), { a: { b: [1] }, c: 'é' }), {
      set: {},
      remove: [],
    })
  })

  test('null, false, 0 and "" are stored', () => {
    const present = { a: null, b: false, c: 0, d: '' }
    assert.deepEqual(decodeAttributes(encodeAttributes(present)), present)
    assert.deepEqual(changesBetween(was({}), present).set, present)
  })

  test('dates are stored as JSON stores them', () => {
    assert.deepEqual(encodeAttributes({ at: new Date(0) }), { at: '"1970-01-01T00:00:00.000Z"' })
  })

  test('a property of the session object is refused as a name, and not read', () => {
    for (const name of ['cookie', 'get', 'set', 'save', 'destroy', 'regenerate', 'isModified']) {
      assert.throws(() => encodeAttributes({ [name]: 1 }), TypeError, name)
      assert.deepEqual(decodeAttributes({ [name]: '1' }), {}, name)
    }
  })

  test('__proto__ is refused as a name, and not read', () => {
    const hostile = JSON.parse('{"__proto__": {"admin": true}}')
    assert.throws(() => encodeAttributes(hostile), TypeError)
    const decoded = decodeAttributes(JSON.parse('{"__proto__": "{\\"admin\\":true}", "a": "1"}'))
    assert.equal(Reflect.get(decoded, 'admin'), undefined)
    assert.equal(Object.getPrototypeOf(decoded), Object.prototype)
  })

  test('decodeAttributes throws a SyntaxError for text that is no JSON', () => {
    assert.throws(() => decodeAttributes({ a: '{' }), SyntaxError)
  })
})
