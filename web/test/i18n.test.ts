import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { en } from '../src/i18n/en.ts'
import { ko } from '../src/i18n/ko.ts'

const keys = Object.keys(en) as (keyof typeof en)[]

test('both languages hold the same texts, none of them empty', () => {
  assert.deepEqual(Object.keys(ko), keys)
  for (const messages of [en, ko]) for (const key of keys) assert.notEqual(messages[key], '')
})

test('every text is used', () => {
  const root = new URL('../src/', import.meta.url).pathname
  const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !/i18n.(en|ko)\./.test(file),
  )
  const source = files.map((file) => readFileSync(root + file, 'utf8')).join('\n')
  const unused = keys.filter(
    (key) => !new RegExp(`\\b(t|messages|messages\\.value)\\.${key}\\b`).test(source),
  )
  assert.deepEqual(unused, [])
})

test('no Korean particle is glued to an inserted word', () => {
  const source = readFileSync(new URL('../src/i18n/ko.ts', import.meta.url), 'utf8')
  const glued = source.match(
    /\$\{\w+\}(은|는|이|가|을|를|와|과|로|으로|에|에서|의|도|만)(?![가-힣])/g,
  )
  assert.equal(glued, null)
})
