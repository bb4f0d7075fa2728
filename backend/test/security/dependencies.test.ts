import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')

/** Older versions have known vulnerabilities. */
const FLOORS: Record<string, string> = {
  fastify: '5.12.6',
  '@fastify/proxy-addr': '5.1.1',
  '@fastify/session': '11.1.3',
}

interface Locked {
  version?: string
  integrity?: string
  link?: boolean
  optional?: boolean
}

suite('dependencies', () => {
  const locked: Record<string, Locked> = JSON.parse(read('package-lock.json')).packages
  const installed = Object.entries(locked).filter(([path]) => path.includes('node_modules/'))

  for (const [name, floor] of Object.entries(FLOORS)) {
    test(`every ${name} is ${floor} or newer`, () => {
      const versions = installed
        .filter(([path]) => path.endsWith(`node_modules/${name}`))
        .map(([, { version = '' }]) => version)
      assert.ok(versions.length > 0)
      for (const version of versions) assert.ok(isAtLeast(version, floor), version)
    })
  }

  test('nginx is of a branch that gets fixes', () => {
    assert.match(read('nginx/Dockerfile'), /^FROM nginx:1\.(3[0-9]|[4-9]\d)/m)
  })

  test('each has one exact version and an integrity hash', () => {
    for (const file of manifests()) {
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

function manifests(): string[] {
  const folders = ['', 'packages/'].flatMap((parent) =>
    readdirSync(fileURLToPath(new URL(parent, ROOT))).map(
      (name) => `${parent}${name}/package.json`,
    ),
  )
  return ['package.json', ...folders.filter((file) => existsSync(new URL(file, ROOT)))]
}

function isAtLeast(version: string, floor: string): boolean {
  const [have, want] = [version, floor].map((text) => text.split(/[.-]/).map(Number))
  for (const [i, number] of (want ?? []).entries()) {
    const other = have?.[i] ?? 0
    if (other !== number) return other > number
  }
  return true
}
