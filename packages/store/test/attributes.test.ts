import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { changesBetween, decodeAttributes, encodeAttributes } from '../src/attributes.ts'
import type { Attributes } from '../src/index.ts'

const was = (attributes: Attributes) => ({
  attributes,
  original: (name: string) => attributes[name],
})

suite('attributes', () => {
  test('nothing changed is no change', () => {
    const present = { a: 1, b: { c: [1, 2] }, d: null }
    assert.deepEqual(changesBetween(was(structuredClone(present)), present), {
      set: {},
      remove: [],
    })
  })

  test('what is new, other and gone is told apart', () => {
    const stored = { same: 1, other: 1, gone: 1 }
    assert.deepEqual(changesBetween(was(stored), { same: 1, other: 2, new: 3 }), {
      set: { other: 2, new: 3 },
      remove: ['gone'],
    })
  })

  test('a change deep inside an attribute is a change of that attribute', () => {
    const stored = { a: { b: [{ c: 1 }] }, d: 1 }
    const { set } = changesBetween(was(stored), { a: { b: [{ c: 2 }] }, d: 1 })
    assert.deepEqual(set, { a: { b: [{ c: 2 }] } })
  })

  test('an attribute set to undefined is removed', () => {
    const { set, remove } = changesBetween(was({ a: 1 }), { a: undefined })
    assert.deepEqual([set, remove], [{}, ['a']])
  })

  test('the same value in the notation of another version is no change', () => {
    const stored: Attributes = decodeAttributes({ a: '{ "b" : [ 1.0 ] }', c: '"\\u00e9"' })
    assert.deepEqual(changesBetween(was(stored), { a: { b: [1] }, c: 'é' }), {
      set: {},
      remove: [],
    })
  })

  test('null, false, 0 and "" are values', () => {
    const present = { a: null, b: false, c: 0, d: '' }
    assert.deepEqual(decodeAttributes(encodeAttributes(present)), present)
    assert.deepEqual(changesBetween(was({}), present).set, present)
  })

  test('dates are stored as JSON stores them', () => {
    assert.deepEqual(encodeAttributes({ at: new Date(0) }), { at: '"1970-01-01T00:00:00.000Z"' })
  })

  test('what JSON cannot hold is refused', () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    assert.throws(() => encodeAttributes({ cycle }), TypeError)
    assert.throws(() => encodeAttributes({ big: 1n }), TypeError)
  })

  test('no property of the session object can be the name of an attribute', () => {
    for (const name of ['cookie', 'get', 'set', 'save', 'destroy', 'regenerate', 'isModified']) {
      assert.throws(() => encodeAttributes({ [name]: 1 }), TypeError, name)
      assert.deepEqual(decodeAttributes({ [name]: '1' }), {}, name)
    }
  })

  test('a prototype is never reached', () => {
    const hostile = JSON.parse('{"__proto__": {"admin": true}}')
    assert.throws(() => encodeAttributes(hostile), TypeError)
    const decoded = decodeAttributes(JSON.parse('{"__proto__": "{\\"admin\\":true}", "a": "1"}'))
    assert.equal(Reflect.get(decoded, 'admin'), undefined)
    assert.equal(Object.getPrototypeOf(decoded), Object.prototype)
  })

  test('text that is no JSON is an error of the reader, not a value', () => {
    assert.throws(() => decodeAttributes({ a: '{' }), SyntaxError)
  })
})
