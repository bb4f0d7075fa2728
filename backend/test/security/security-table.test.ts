import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'

const DOCUMENT = new URL('../../../docs/security.md', import.meta.url)

suite('the table in docs/security.md', () => {
  const rows = new Map<string, string>()
  for (const line of readFileSync(DOCUMENT, 'utf8').split('\n')) {
    const [, id] = /^\| (S\d+) \|/.exec(line) ?? []
    if (id) rows.set(id, line)
  }

  test('has all rows', () => {
    assert.deepEqual(
      [...rows.keys()],
      Array.from({ length: 26 }, (_, i) => `S${i + 1}`),
    )
  })

  for (const [id, line] of rows) {
    test(`${id} links to tests with this id in their titles`, () => {
      const links = [...line.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
      assert.ok(links.length > 0)
      for (const link of links) {
        const text = readFileSync(new URL(link, DOCUMENT), 'utf8')
        const named = new RegExp(`(test|describe)\\(\\s*['\`][^'\`]*\\b${id} `)
        assert.ok(named.test(text), link)
      }
    })
  }
})
