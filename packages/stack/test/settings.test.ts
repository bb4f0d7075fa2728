import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../src/problem.ts'
import { checkedSettings } from '../src/settings.ts'

test('only settings of the backends are passed on', async () => {
  assert.deepEqual(
    await checkedSettings({ SESSION_STORE: 'memory', LAB: '', PORT: '9090', HOME: '/root' }),
    { SESSION_STORE: 'memory' },
  )
})

const wrong = {
  PORT: ['abc', '-1', '65536', '8080 ', '0x1F', '08080', '99999999999999999999', '*'],
  SESSION_STORE: ['banana', 'Redis', '$(id)', 'redis memory', '*'],
  LAB: ['true'],
  SPRING: ['yes'],
  SESSION_IDLE_TIMEOUT_SECONDS: ['0', '1.5', '30m'],
  RUNTIME: ['docker'],
  PRESENTER_KEY: ['chalk'],
  LISTEN_ADDRESS: ['192.0.2.1', 'localhost'],
  HOST_ADDRESS: ['class.example:8080', 'a b', '$(id)'],
  PRESENTER_KEY_FILE: ['/nowhere/key', 'settings.test.ts'],
  ALLOWED_HOSTS: ['class.example:8080', 'a;b', 'a b', 'a,,b', '한국', '[::1'],
  TRUSTED_PROXIES: ['loopback', '10.0.0.1;', '10.0.0.0/8 10.0.0.1', 'proxy.example'],
}

for (const [name, values] of Object.entries(wrong)) {
  for (const value of values) {
    test(`${name}=${value} is refused in one sentence that names both`, async () => {
      await assert.rejects(checkedSettings({ [name]: value }), (error: unknown) => {
        assert.ok(error instanceof Problem)
        assert.ok(error.message.startsWith(`${name} is "${value}", but must be `), error.message)
        assert.doesNotMatch(error.message, /\n/)
        return true
      })
    })
  }
}

for (const [name, value] of [
  ['SESSION_STORE', 'memory'],
  ['REDIS_TOPOLOGY', 'cluster'],
] as const) {
  test(`${name}=${value} is refused with SPRING=on`, async () => {
    const message = new RegExp(`^${name} is "${value}", but must be .*because SPRING=on`)
    await assert.rejects(checkedSettings({ SPRING: 'on', [name]: value }), { message })
  })
}
