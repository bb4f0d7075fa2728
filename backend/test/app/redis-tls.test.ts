// Redis as a provider has it: TLS with a certificate of its own authority, and a user with a password.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { type Client, client, forSuite, until } from '@session-clustering/testing'
import { connectorOf } from '../../src/redis-connector.ts'
import { secretsFile, twoBackendsOn } from '../support/backend.ts'
import { startProcess } from '../support/backend-process.ts'
import { type Kind, startTlsRedis, type TlsRedis } from '../support/tls-redis.ts'
import { logIn, signUp } from '../support/user.ts'

interface Wrong {
  change(redis: TlsRedis): Record<string, string>
  reason: RegExp
  /** The kinds of Redis that run this case. @default all. Each kind starts a backend process, so some cases run with one only. */
  kinds?: Kind[]
}

const WRONG: Record<string, Wrong> = {
  'an authority that has not signed the certificate': {
    change: () => ({ REDIS_CA_FILE: '' }),
    reason: /self-signed certificate in certificate chain/,
  },
  'a name that is not in the certificate': {
    change: () => ({ REDIS_SERVER_NAME: 'other.test' }),
    reason: /Host: other\.test\. is not in the cert's altnames/,
    kinds: ['single'],
  },
  'a Redis without TLS': {
    change: ({ plainPort, settingsAt }) => settingsAt(plainPort),
    reason: /it accepts connections, but does not answer TLS/,
  },
  'a Redis that does not run': {
    change: ({ settingsAt }) => settingsAt(1),
    reason: /connect ECONNREFUSED 127\.0\.0\.1:1/,
    kinds: ['single', 'sentinel'],
  },
}

async function start(kind: Kind) {
  const redis = await startTlsRedis(kind)
  return twoBackendsOn(redis, redis.settings)
}

test('a second error of a connection does not end the process', async () => {
  for (const Connector of [connectorOf({}, new Map()), connectorOf(undefined, new Map())]) {
    const socket = await new Connector({ host: '127.0.0.1', port: 1 }).connect()
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.emit('error', new Error('a refused certificate'))
    socket.emit('error', new Error('an alert that arrives after it'))
    await closed
  }
})

for (const kind of ['single', 'sentinel', 'cluster'] as const) {
  suite(`Redis with TLS: ${kind}`, { concurrency: 3 }, () => {
    const stack = forSuite(() => start(kind))
    let browser: Client
    before(async () => {
      browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    })
    const othersServe = async () => {
      for (const { url } of [stack.one, stack.two]) {
        assert.equal((await browser.get(`${url}/api/me`)).status, 200)
      }
    }

    test('a login on one backend is known to the other', othersServe)

    for (const [what, { change, reason, kinds = [kind] }] of Object.entries(WRONG)) {
      if (!kinds.includes(kind)) continue
      test(`with ${what}, a backend is not ready and logs why; others serve`, async (t) => {
        const env = { ...stack.redis.settings, ...change(stack.redis) }
        const backend = await startProcess('backend-3', '', { env, untilReady: false })
        t.after(() => backend.close())
        await until(() => backend.output().match(reason), { what: String(reason) })
        const { status, body } = await client().get(`${backend.url}/readyz`)
        assert.deepEqual([status, body.reasons], [503, ['redis is away']])
        await othersServe()
      })
    }

    test('with a wrong password, it logs why and tries again, until the password is accepted', async (t) => {
      const file = secretsFile(`of ${kind}`)
      t.after(() => file.remove())
      const env = { ...stack.redis.settings, REDIS_PASSWORD_FILE: file.path }
      const backend = await startProcess('backend-3', '', { env, untilReady: false })
      t.after(() => backend.close())
      await until(() => backend.output().includes('WRONGPASS'), { what: 'WRONGPASS' })
      assert.equal((await client().get(`${backend.url}/readyz`)).status, 503)
      await othersServe()
      await stack.redis.accept(`of ${kind}`)
      await until(async () => (await fetch(`${backend.url}/readyz`)).ok)
      assert.equal((await browser.get(`${backend.url}/api/me`)).status, 200)
    })
  })
}
