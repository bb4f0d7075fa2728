// Values in the form of Spring Session's JSON serializer. The texts are those that Spring Session 4.0 wrote.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeForSpring, parseOfSpring } from '../src/redis/spring-values.ts'

for (const [text, value] of [
  ['"Grüße"', 'Grüße'],
  ['5', 5],
  ['true', true],
  ['null', null],
  ['["java.util.ArrayList",["a","b.c",["java.lang.Long",2],null]]', ['a', 'b.c', 2, null]],
  ['["java.util.HashSet",["a"]]', ['a']],
  ['["java.util.ArrayList",[["java.util.ArrayList",[]]]]', [[]]],
  ['{"@class":"java.util.TreeMap","a":["java.math.BigDecimal",1.10]}', { a: 1.1 }],
  ['["java.util.Date",0]', 0],
  [
    '{"@class":"estate.Cart","ids":["java.util.ArrayList",[1]],"tags":["a.b","c"]}',
    { '@class': 'estate.Cart', ids: ['java.util.ArrayList', [1]], tags: ['a.b', 'c'] },
  ],
] as const) {
  test(`${text} is read`, () => {
    assert.deepEqual(parseOfSpring(text), value)
  })
}

for (const text of [
  '{"a":1}',
  '[1]',
  '[]',
  '["a","b"]',
  '["example.com","b"]',
  '["java.util.ArrayList"]',
  '{',
  '',
]) {
  test(`${text || 'nothing'} is no value, as it is none to Spring`, () => {
    assert.throws(() => parseOfSpring(text), SyntaxError)
  })
}

for (const [value, text] of [
  ['5', '"5"'],
  [1.5, '1.5'],
  [null, 'null'],
  [[], '["java.util.ArrayList",[]]'],
  [
    ['java.lang.Long', 2, [{}]],
    '["java.util.ArrayList",["java.lang.Long",2,["java.util.ArrayList",[{"@class":"java.util.LinkedHashMap"}]]]]',
  ],
  [
    { b: { c: null } },
    '{"@class":"java.util.LinkedHashMap","b":{"@class":"java.util.LinkedHashMap","c":null}}',
  ],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
] as const) {
  test(`${JSON.stringify(value)} is written with types`, () => {
    assert.deepEqual(encodeForSpring({ value }), { value: text })
  })
}

test('what Spring wrote as lists and maps of plain values is written again, with changes', () => {
  const value = parseOfSpring(
    '{"@class":"java.util.HashMap","list":["java.util.Arrays$ArrayList",[1]]}',
  )
  assert.deepEqual(encodeForSpring({ value }), {
    value: '{"@class":"java.util.LinkedHashMap","list":["java.util.ArrayList",[1]]}',
  })
})

for (const [type, text] of [
  [
    'java.lang.Long',
    '["java.util.ArrayList",[{"@class":"java.util.HashMap","a":["java.lang.Long",2]}]]',
  ],
  ['java.util.HashSet', '["java.util.HashSet",["a"]]'],
  ['java.util.TreeMap', '{"@class":"java.util.TreeMap","a":1}'],
  ['estate.Cart', '["java.util.ArrayList",[{"@class":"estate.Cart"}]]'],
] as const) {
  test(`what holds the type ${type} is not written, and the error names the attribute and the type`, () => {
    const books = parseOfSpring(text)
    assert.throws(
      () => encodeForSpring({ books }),
      (error) => {
        assert.ok(error instanceof TypeError)
        return error.message.includes('"books"') && error.message.includes(`type ${type},`)
      },
    )
  })
}

test('a copy of an object of a class is not written', () => {
  const cart = { ...(parseOfSpring('{"@class":"estate.Cart"}') as object), total: 1 }
  assert.throws(() => encodeForSpring({ carts: [cart] }), /"carts".*estate\.Cart/)
})

test('a class that a client sends is not written', () => {
  assert.throws(() => encodeForSpring({ body: JSON.parse('{"a":{"@class":1}}') }), /"body"/)
})

test('the login is not written', () => {
  const login = { SPRING_SECURITY_CONTEXT: 'ada' }
  assert.throws(() => encodeForSpring(login), /"SPRING_SECURITY_CONTEXT".*only Spring/)
})

test('a value that JSON cannot hold is not written', () => {
  assert.throws(() => encodeForSpring({ a: [Number.NaN] }), /"a" cannot be stored as JSON/)
})
