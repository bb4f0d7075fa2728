import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, suite, test } from 'node:test'
import { rootCertificates } from 'node:tls'
import { ConfigError, readConfig } from '../../src/config.ts'
import { type Env, SECRET, secretsFile } from '../support/backend.ts'
import { run } from '../support/backend-process.ts'

const redisNames = [
  ...['REDIS_URL', 'REDIS_SENTINELS', 'REDIS_SENTINEL_NAME', 'REDIS_CLUSTER_NODES', 'REDIS_USER'],
  ...['REDIS_PASSWORD_FILE', 'REDIS_SENTINEL_USER', 'REDIS_SENTINEL_PASSWORD_FILE'],
  ...['REDIS_TLS', 'REDIS_CA_FILE', 'REDIS_SERVER_NAME'],
]

suite('settings', () => {
  const secrets = secretsFile('a first secret of more than 32 characters', SECRET)
  const short = secretsFile('too short')
  const mixed = secretsFile(SECRET, 'too short')
  const empty = secretsFile('', '')
  after(() => {
    for (const file of [secrets, short, mixed, empty, authority]) file.remove()
  })
  const authority = secretsFile(rootCertificates[0] ?? '')
  const ca = authority.path
  const GOOD = { SERVER_NAME: 'backend-1', COOKIE_SECRETS_FILE: secrets.path }

  test('all but the name and the secrets have a default, which both READMEs name', () => {
    const config: Record<string, unknown> = readConfig(GOOD)
    for (const readme of ['README.md', 'README.ko.md']) {
      const text = readFileSync(new URL(`../../../${readme}`, import.meta.url), 'utf8')
      const rows = [...text.matchAll(/^\| `([A-Z_]+)` \| `([^`]+)`/gm)]
      // PORT is the port of the page there.
      const settings = rows.filter(([, name = '']) => name in config && name !== 'PORT')
      assert.ok(settings.length > 8, readme)
      for (const [row, name = '', value] of settings) assert.equal(String(config[name]), value, row)
    }
    const redis = { kind: 'single', url: 'redis://127.0.0.1:6379' }
    assert.partialDeepStrictEqual(config, { HOST: '127.0.0.1', TRUSTED_PROXIES: 'loopback', redis })
  })

  test('an empty variable means the default', () => {
    const { cookieSecrets, redis, ...defaults } = readConfig(GOOD)
    const names = [...Object.keys(defaults), ...redisNames].filter((name) => !(name in GOOD))
    const empty = Object.fromEntries(names.map((name) => [name, '']))
    assert.deepEqual(readConfig({ ...empty, ...GOOD }), {
      // Empty is documented as "no metrics".
      ...{ ...defaults, METRICS_PORT: '' },
      cookieSecrets,
      redis,
    })
  })

  test('are converted from text; the secrets are the lines of their file, in order', () => {
    const config = readConfig({ ...GOOD, PORT: '4000' })
    assert.equal(config.PORT, 4000)
    assert.deepEqual(config.cookieSecrets, ['a first secret of more than 32 characters', SECRET])
  })

  test('Redis is one server, several with sentinels, or a cluster', () => {
    const password = secretsFile('of the user')
    const ofSentinels = secretsFile('of the sentinels')
    const withPassword = { ...GOOD, REDIS_PASSWORD_FILE: password.path }
    const { redis: single } = readConfig({ ...withPassword, REDIS_URL: 'redis://app@redis:6379' })
    assert.deepEqual(single, { kind: 'single', url: 'redis://app:of%20the%20user@redis:6379' })
    const { redis: local } = readConfig(withPassword)
    assert.deepEqual(local, { kind: 'single', url: 'redis://app:of%20the%20user@127.0.0.1:6379' })
    const { redis: sentinel } = readConfig({
      ...withPassword,
      // Compose passes a variable that is not set as an empty string.
      REDIS_URL: '',
      REDIS_SENTINELS: 'sentinel-1:26379,[::1]:26380',
      REDIS_SENTINEL_USER: 'watcher',
      REDIS_SENTINEL_PASSWORD_FILE: ofSentinels.path,
      REDIS_TLS: 'on',
    })
    assert.deepEqual(sentinel, {
      kind: 'sentinel',
      sentinels: [
        { host: 'sentinel-1', port: 26379 },
        { host: '::1', port: 26380 },
      ],
      name: 'session-clustering',
      login: { username: 'app', password: 'of the user' },
      sentinelLogin: { username: 'watcher', password: 'of the sentinels' },
      tls: {},
    })
    const { redis: cluster } = readConfig({ ...GOOD, REDIS_CLUSTER_NODES: '10.0.0.1:6379' })
    assert.deepEqual(cluster, {
      kind: 'cluster',
      nodes: [{ host: '10.0.0.1', port: 6379 }],
      login: {},
    })
    password.remove()
    ofSentinels.remove()
  })

  test('TLS asks for the name of the host, unless it is an address or REDIS_SERVER_NAME is set', () => {
    const tlsOf = (env: Env) => readConfig({ ...GOOD, ...env }).redis.tls
    assert.equal(tlsOf({ REDIS_URL: 'redis://redis.example' }), undefined)
    const name = { servername: 'redis.example' }
    assert.deepEqual(tlsOf({ REDIS_URL: 'rediss://app@redis.example:6380/0' }), name)
    for (const host of ['10.0.0.1', '[::1]']) {
      const url = { REDIS_URL: `rediss://${host}` }
      assert.deepEqual(tlsOf(url), {})
      assert.deepEqual(tlsOf({ ...url, REDIS_SERVER_NAME: 'redis.example' }), name)
    }
  })

  test('the table of deploy/README.md has all settings of Redis', () => {
    const text = readFileSync(new URL('../../../deploy/README.md', import.meta.url), 'utf8')
    const rows = [...text.matchAll(/^\| `(REDIS_[A-Z_]+)` /gm)].map(([, name]) => name)
    assert.deepEqual(rows.sort(), redisNames.toSorted())
  })

  const WRONG: Record<string, Record<string, string | undefined>> = {
    SERVER_NAME: { SERVER_NAME: undefined },
    'SERVER_NAME with a space': { SERVER_NAME: 'backend one' },
    PORT: { PORT: 'http' },
    'PORT too high': { PORT: '65536' },
    'METRICS_PORT too high': { METRICS_PORT: '65536' },
    SESSION_STORE: { SESSION_STORE: 'disk' },
    SESSION_IDLE_TIMEOUT_SECONDS: { SESSION_IDLE_TIMEOUT_SECONDS: '0' },
    REDIS_URL: { REDIS_URL: 'http://127.0.0.1' },
    'REDIS_URL beside another way': {
      REDIS_URL: 'redis://127.0.0.1',
      REDIS_SENTINELS: 'one:26379',
    },
    'REDIS_SENTINELS beside another way': {
      REDIS_SENTINELS: 'one:26379',
      REDIS_CLUSTER_NODES: 'one:6379',
    },
    'REDIS_SENTINELS without a port': { REDIS_SENTINELS: 'one:26379,two' },
    'REDIS_SENTINEL_NAME without sentinels': { REDIS_SENTINEL_NAME: 'main' },
    'REDIS_SENTINEL_PASSWORD_FILE without sentinels': {
      REDIS_SENTINEL_PASSWORD_FILE: secrets.path,
    },
    'REDIS_SENTINEL_USER without sentinels': { REDIS_SENTINEL_USER: 'watcher' },
    'REDIS_TLS beside a URL without TLS': { REDIS_URL: 'redis://one', REDIS_TLS: 'on' },
    'REDIS_CA_FILE without TLS': { REDIS_URL: 'redis://one', REDIS_CA_FILE: ca },
    'REDIS_CA_FILE without a certificate': {
      REDIS_URL: 'rediss://one',
      REDIS_CA_FILE: secrets.path,
    },
    'REDIS_SERVER_NAME without TLS': { REDIS_SENTINELS: 'one:1', REDIS_SERVER_NAME: 'one' },
    'REDIS_CLUSTER_NODES with an address': { REDIS_CLUSTER_NODES: 'redis://one:6379' },
    'REDIS_CLUSTER_NODES with a port too high': { REDIS_CLUSTER_NODES: 'one:65536' },
    'REDIS_USER beside a URL': { REDIS_USER: 'app' },
    REDIS_PASSWORD_FILE: { REDIS_PASSWORD_FILE: '/nowhere/redis-password' },
    COOKIE_SECRETS_FILE: { COOKIE_SECRETS_FILE: undefined },
    'COOKIE_SECRETS_FILE that is not there': { COOKIE_SECRETS_FILE: '/nowhere/secrets' },
    'COOKIE_SECRETS_FILE with a short one': { COOKIE_SECRETS_FILE: short.path },
    'COOKIE_SECRETS_FILE with one short one': { COOKIE_SECRETS_FILE: mixed.path },
    'COOKIE_SECRETS_FILE that is empty': { COOKIE_SECRETS_FILE: empty.path },
    'PRESENTER_KEY that is too short': { PRESENTER_KEY: '7 chars' },
    'PRESENTER_KEY that no header can have': { PRESENTER_KEY: '발표자의 비밀 열쇠' },
    'PRESENTER_KEY_FILE that is not there': { PRESENTER_KEY_FILE: '/nowhere/key' },
    'PRESENTER_KEY_FILE with several lines': { PRESENTER_KEY_FILE: secrets.path },
    'TRUSTED_PROXIES with a host name': { TRUSTED_PROXIES: 'loopback,nginx' },
    'TRUSTED_PROXIES with half a network': { TRUSTED_PROXIES: '10.0.0.0/33' },
  }
  for (const [what, change] of Object.entries(WRONG)) {
    test(`a wrong ${what} is named, and no secret is in the message`, () => {
      const [name = ''] = what.split(' ')
      assert.throws(
        () => readConfig({ ...GOOD, ...change }),
        (error) =>
          error instanceof ConfigError &&
          error.message.includes(name) &&
          !error.message.includes('too short'),
      )
    })
  }

  test('with a wrong setting, the process prints one line and exits with 1', async () => {
    for (const [name, env] of Object.entries({
      PORT: { ...GOOD, PORT: 'http' },
      SERVER_NAME: { COOKIE_SECRETS_FILE: secrets.path },
    })) {
      const process = run(env)
      assert.equal(await process.exited, 1)
      assert.match(process.stderr(), new RegExp(`^[^\n]*${name}[^\n]*\n$`))
    }
  })

  test('the presenter key is in the environment or in a file; an empty file is none', () => {
    const file = secretsFile('lecture hall 7\n')
    const keyOf = (env: Env) => readConfig({ ...GOOD, ...env }).PRESENTER_KEY
    assert.equal(keyOf({}), '')
    assert.equal(keyOf({ PRESENTER_KEY: '8 chars.' }), '8 chars.')
    assert.equal(keyOf({ PRESENTER_KEY_FILE: file.path }), 'lecture hall 7')
    assert.equal(keyOf({ PRESENTER_KEY_FILE: empty.path, PRESENTER_KEY: '8 chars.' }), '8 chars.')
    file.remove()
  })

  test('trusted proxies are names, addresses or networks', () => {
    const proxies = 'loopback,uniquelocal,192.0.2.1,10.0.0.0/8,fd00::/8'
    assert.equal(readConfig({ ...GOOD, TRUSTED_PROXIES: proxies }).TRUSTED_PROXIES, proxies)
  })
})
