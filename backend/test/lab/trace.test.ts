import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { RedisSessionStore } from '@session-clustering/store'
import type { Answer, Client, Sent } from '@session-clustering/testing'
import { commandsDuring, forSuite, idIn, newId, until } from '@session-clustering/testing'
import { commandText } from '../../src/lab/command-text.ts'
import { startTwoBackends } from '../support/backend.ts'
import { logIn, PASSWORD, signUp, type User } from '../support/user.ts'

suite('trace', () => {
  const stack = forSuite(startTwoBackends)
  let api: string
  let user: User
  let browser: Client
  before(async () => {
    api = `${stack.one.url}/api`
    user = await signUp(stack.one.url)
    browser = await logIn(api, user)
    await browser.get(`${api}/me`)
  })

  const TRACE = { 'x-lab-trace': '1' }
  const traced = (path: string, request: Sent = {}, visitor = browser) =>
    visitor.send(`${api}${path}`, { ...request, headers: { ...TRACE, ...request.headers } })
  const listIn = ({ headers }: Answer): string[] =>
    JSON.parse(decodeURIComponent(headers.get('x-lab-redis') ?? 'null'))

  test('a read is one script, with its name and a cut session id', async () => {
    const id = idIn(browser)
    const list = listIn(await traced('/me'))
    assert.deepEqual(list, [
      `EVALSHA load session:${id.slice(0, 4)}…${id.slice(-3)} 28800000 0 1800 0`,
    ])
  })

  test('lists the commands that Redis received, in order', async () => {
    await browser.post(`${api}/cart/warm-up`)
    for (const [path, request] of [
      ['/cart/book', { method: 'POST' }],
      ['/cart/book', { method: 'PUT', json: { quantity: 3 } }],
      ['/sessions', {}],
      ['/session', {}],
      ['/login', { method: 'POST', json: user }],
      ['/blob/login', { method: 'POST', json: user }],
      ['/blob/cart/book', { method: 'POST' }],
      ['/blob/cart', {}],
      ['/lab/session', { method: 'PUT', json: { idleTimeoutSeconds: 600 } }],
      ['/logout', { method: 'POST' }],
    ] as const) {
      let list: string[] = []
      const sent = await commandsDuring(stack.redis.redis, async () => {
        list = listIn(await traced(path, request))
      })
      const names = sent.map(([name]) => name?.toLowerCase() ?? '')
      const listed = list.map((text) => text.split(' ')[0]?.toLowerCase() ?? '')
      assert.deepEqual(listed, names.slice(0, listed.length), path)
      // The other commands read the session for X-Lab-Session.
      const looks = new Set(['type', 'pttl', 'hgetall', 'get'])
      assert.ok(
        names.slice(listed.length).every((name) => looks.has(name)),
        path,
      )
      assert.ok(names.length - listed.length <= 3)
    }
    browser = await logIn(api, user)
  })

  test('each request lists only its own commands, while many run at once', async () => {
    const visitors = await Promise.all(
      Array.from({ length: 10 }, async () => logIn(api, await signUp(stack.one.url))),
    )
    await Promise.all(
      visitors.flatMap((visitor) =>
        Array.from({ length: 5 }, async (_, i) => {
          const headers = { 'x-lab-hold-ms': String(10 * (i % 3)) }
          const list = listIn(await traced(`/cart/item-${i}`, { method: 'POST', headers }, visitor))
          const id = idIn(visitor)
          const key = `session:${id.slice(0, 4)}…${id.slice(-3)}`
          assert.equal(list.length, 2)
          assert.match(list[0] ?? '', new RegExp(`^EVAL(SHA)? load ${key} `))
          assert.match(
            list[1] ?? '',
            new RegExp(`^EVAL(SHA)? increment ${key} .*item-${i} 1 \\d+ `),
          )
        }),
      ),
    )
  })

  test('the memory realm lists no command', async () => {
    await traced('/isolated/login', { method: 'POST', json: user })
    assert.deepEqual(listIn(await traced('/isolated/me')), [])
  })

  test('lists no command while Redis is cut off', async () => {
    stack.one.app.redis.disconnect()
    const answer = await traced('/me')
    await until(() => stack.one.app.redis.status === 'end')
    await stack.one.app.redis.connect()
    assert.deepEqual([answer.status, listIn(answer)], [503, []])
  })

  test('holds no password, no hash and no complete session id', async () => {
    const answers = [
      await traced('/signup', {
        method: 'POST',
        json: { username: user.username + 2, password: PASSWORD },
      }),
      await traced('/login', { method: 'POST', json: user }),
    ]
    const text = answers.map((answer) => listIn(answer).join('\n')).join('\n')
    assert.match(text, /EVAL user-create user:\S+ … /)
    assert.doesNotMatch(text, /argon2/)
    assert.doesNotMatch(text, /correct horse/)
    assert.doesNotMatch(text, new RegExp(idIn(browser)))
  })

  test('stays below 4 KB, and says how many commands are left out', async () => {
    const store = new RedisSessionStore(await stack.redis.connect())
    const { username } = user
    await Promise.all(Array.from({ length: 150 }, () => store.insert(newId(), { username })))
    const answer = await traced('/sessions?limit=100')
    assert.ok(String(answer.headers.get('x-lab-redis')).length <= 4_096)
    assert.match(listIn(answer).at(-1) ?? '', /^… \d+ more$/)
  })
})

suite('command text', () => {
  const scripts = { sessionIndexAdd: { sha: 'abc', lua: 'return 1' } }
  const text = (name: string, ...args: string[]) => commandText({ name, args }, scripts)

  test('a script has its name, whether sent as digest or as source', () => {
    assert.equal(
      text('evalsha', 'abc', '1', 'session:user:ada'),
      'EVALSHA index-add session:user:ada',
    )
    assert.equal(
      text('eval', 'return 1', '1', 'session:user:ada'),
      'EVAL index-add session:user:ada',
    )
    assert.equal(
      text('eval', '-- user-create\nreturn 1', '1', 'user:ada'),
      'EVAL user-create user:ada',
    )
    assert.equal(text('evalsha', '0123456789abcdef', '0'), 'EVALSHA 0123456')
  })

  test('ids and long values are cut, keys are not', () => {
    const id = newId()
    const short = `${id.slice(0, 4)}…${id.slice(-3)}`
    assert.equal(text('get', `session:blob:${id}`), `GET session:blob:${short}`)
    assert.equal(text('zrem', 'session:user:ada', id), `ZREM session:user:ada ${short}`)
    const key = 'limit:login-delay:192.168.100.200:ada'
    assert.equal(text('set', key, 'x'.repeat(30)), `SET ${key} ${'x'.repeat(24)}…`)
    assert.equal(text('set', key, ''), `SET ${key} ""`)
    assert.ok(text('hset', key, ...Array(100).fill('field')).length <= 161)
  })
})
