import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'

const ROOT = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')

interface Locked {
  integrity?: string
  link?: boolean
  optional?: boolean
}

suite('dependencies', () => {
  const locked: Record<string, Locked> = JSON.parse(read('package-lock.json')).packages
  const installed = Object.entries(locked).filter(([path]) => path.includes('node_modules/'))

  test('each has one exact version and an integrity hash', () => {
    for (const file of globSync(['package.json', '{*,packages/*}/package.json'], { cwd: ROOT })) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file))
      const named = Object.entries({ ...dependencies, ...devDependencies })
      // Packages of this repository have no version.
      for (const [name, version] of named.filter(
        ([name]) => !name.startsWith('@session-clustering/'),
      )) {
        assert.match(String(version), /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} in ${file}`)
      }
    }
    // Optional packages are programs for other platforms. Not every registry has all of them.
    for (const [path, { integrity, link, optional }] of installed) {
      assert.ok(link || optional || integrity?.startsWith('sha512-'), path)
    }
  })

  test('none runs an install script', () => {
    for (const file of [
      'packages/stack/run-node.sh',
      'backend/Dockerfile',
      'nginx/Dockerfile',
      'e2e/Dockerfile',
    ]) {
      const installs = read(file).match(/npm (ci|install|rebuild) .*/g) ?? []
      assert.ok(installs.length > 0, file)
      for (const command of installs) assert.match(command, /--ignore-scripts/, file)
    }
  })
})
