import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderTemplate } from '../src/local/template.ts'

test('only the given variables are replaced: nginx has dollar signs of its own', () => {
  const template = `listen \${LISTEN}; set $a "\${b}$host"; \${LISTEN}`
  assert.equal(
    renderTemplate(template, { LISTEN: '127.0.0.1:1' }),
    `listen 127.0.0.1:1; set $a "\${b}$host"; 127.0.0.1:1`,
  )
})

test('a value is taken literally, and may be empty', () => {
  assert.equal(renderTemplate(`[\${A}|\${B}]`, { A: `$& \${B}`, B: '' }), `[$& \${B}|]`)
})

test('names that every object has are not variables', () => {
  assert.equal(renderTemplate(`\${constructor}`, {}), `\${constructor}`)
})
