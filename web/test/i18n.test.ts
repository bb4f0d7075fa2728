import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { en } from '../src/i18n/en.ts'
import { ko } from '../src/i18n/ko.ts'
import { en as labEn } from '../src/lab/i18n/en.ts'
import { ko as labKo } from '../src/lab/i18n/ko.ts'
import { steps } from '../src/lab/lesson/steps.ts'

const root = new URL('../src/', import.meta.url).pathname
const sources = globSync('**/*.{ts,tsx}', { cwd: root })
const isDictionary = (file: string) => /i18n.(en|ko)\./.test(file)
const source = sources
  .filter((file) => !isDictionary(file))
  .map((file) => readFileSync(root + file, 'utf8'))
  .join('\n')

function emptyIn(texts: object): string[] {
  return Object.entries(texts).flatMap(([key, value]) => {
    if (value === '') return [key]
    return typeof value === 'object' ? emptyIn(value) : []
  })
}

test('no text is empty, except the question of the sandbox', () => {
  for (const texts of [en, ko]) assert.deepEqual(emptyIn(texts), [])
  for (const texts of [labEn, labKo]) assert.deepEqual(emptyIn(texts), ['question'])
})

test('every text is used', () => {
  const unused = (texts: object, name: string) =>
    Object.keys(texts).filter((key) => !new RegExp(`\\b(${name})\\.${key}\\b`).test(source))
  assert.deepEqual(unused(en, 't|messages|messages\\.value'), [])
  assert.deepEqual(unused(labEn, 'l|texts\\.value'), [])
})

test('every step, goal, task and right prediction has a text', () => {
  for (const { steps: texts, tasks } of [labEn, labKo]) {
    assert.equal(texts.length, steps.length)
    assert.deepEqual(
      tasks.map(({ length }) => length),
      steps.slice(0, -1).map(({ goals }) => goals.length),
    )
    steps.forEach(({ goals, right }, i) => {
      const text = texts[i]
      assert.equal(text?.goals.length, goals.length)
      assert.equal(text?.options.length, labEn.steps[i]?.options.length)
      if (text?.question && typeof right === 'number') assert.ok(text.options[right])
      assert.equal(new Set(text?.options).size, text?.options.length)
    })
  }
})

test('no Korean particle follows an inserted word directly', () => {
  for (const file of sources.filter((file) => /i18n.ko\./.test(file))) {
    const matches = readFileSync(root + file, 'utf8').match(
      /\$\{[^}]+\}(은|는|이|가|을|를|와|과|로|으로|에|에서|의|도|만)(?![가-힣])/g,
    )
    assert.equal(matches, null, file)
  }
})
