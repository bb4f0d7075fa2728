import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { OpenStore } from './index.ts'

export function options(open: OpenStore): void {
  suite('options', () => {
    for (const wrong of [
      { idleTimeoutSeconds: 0 },
      { absoluteLifetimeSeconds: -1 },
      { maxSessionsPerUser: -1 },
      { onMaxSessions: 'evict-newest' },
      { idleTimeoutSecond: 60 },
    ]) {
      const [name = ''] = Object.keys(wrong)
      test(`${JSON.stringify(wrong)} is a TypeError that names the option`, () => {
        const named = { name: 'TypeError', message: new RegExp(`"${name}"`) }
        assert.throws(() => open(wrong as object), named)
      })
    }
  })
}
