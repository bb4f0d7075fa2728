/** A Spring Boot server and Fastify servers behind one nginx share users and sessions: SPRING=on make e2e. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { APIRequestContext } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { test as base, expect } from '../support/fixtures.ts'
import { cellsIn, openStep, press, sandbox } from '../support/page.ts'
import { exists, fieldsOf } from '../support/redis.ts'
import { type Ask, askInTurns, type Server, servers } from '../support/servers.ts'
import { type Stack, withSpring } from '../support/stack.ts'
import { cookieOf, newUser, sessionCookie, type User } from '../support/users.ts'
import { english } from '../support/words.ts'

const test = base.extend<{ ask: Ask }, { warm: undefined }>({
  // The first request that changes something loads hundreds of classes. On a busy machine nginx would not wait for it.
  warm: [
    async ({ stack }, use) => {
      const headers = { 'content-type': 'application/json' }
      const answer = async () => {
        const { headers: answered, status } = await fetch(`${stack.baseUrl}/api/login`, {
          method: 'POST',
          headers,
          body: JSON.stringify(newUser()),
        })
        return `${answered.get('x-served-by')} ${status}`
      }
      await expect.poll(answer, { timeout: 60_000, intervals: [0] }).toBe('spring-1 401')
      await use(undefined)
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  ask: async ({ newClient, warm: _ }, use) => use(askInTurns(await newClient())),
})

/** "ada", as Java serializes it, with Lua's escapes. */
const JAVA_BYTES = '\\172\\237\\0\\5t\\0\\3ada'

const pairs = [
  ['backend-1', 'spring-1'],
  ['spring-1', 'backend-2'],
] as const

test.describe('one login in two languages', { tag: '@own-stack' }, () => {
  test.skip(!withSpring, 'needs SPRING=on, which needs Java and Maven, or Docker')
  test.slow()

  async function signUpAndLogInOn(ask: Ask, client: APIRequestContext, server: Server) {
    const user = newUser()
    expect((await ask(client, server, 'POST /api/signup', { data: user })).status()).toBe(201)
    await logInOn(ask, client, server, user)
    return user
  }

  async function logInOn(ask: Ask, client: APIRequestContext, server: Server, user: User) {
    const response = await ask(client, server, 'POST /api/login', { data: user })
    expect(await response.json()).toMatchObject({ session: { createdBy: server } })
  }

  async function statuses(ask: Ask, client: APIRequestContext, request = 'GET /api/me') {
    const found: number[] = []
    for (const server of servers) found.push((await ask(client, server, request)).status())
    return found
  }

  async function keyOf(client: APIRequestContext): Promise<string> {
    const cookie = decodeURIComponent((await cookieOf(client)) ?? '')
    return `session:${cookie.split('.')[0]}`
  }

  for (const server of servers) {
    test(`a login on ${server} is known to all, and so is its logout`, async ({
      ask,
      newClient,
    }) => {
      const client = await newClient()
      const user = await signUpAndLogInOn(ask, client, server)
      for (const other of servers) {
        const me = await (await ask(client, other, 'GET /api/me')).json()
        expect(me).toMatchObject({
          username: user.username,
          servedBy: other,
          session: { createdBy: server },
        })
      }
      const cookie = `${sessionCookie}=${await cookieOf(client)}`
      expect((await ask(client, server, 'POST /api/logout')).status()).toBe(204)
      expect(await cookieOf(client)).toBeUndefined()
      const thief = await newClient()
      for (const other of servers) {
        const response = await ask(thief, other, 'GET /api/me', { headers: { cookie } })
        expect(response.status()).toBe(401)
      }
    })
  }

  for (const [first, second] of pairs) {
    test(`a user of ${first} logs in on ${second}; a new password ends the other sessions`, async ({
      ask,
      newClient,
    }) => {
      const [client, other] = [await newClient(), await newClient()]
      const user = await signUpAndLogInOn(ask, client, first)
      await logInOn(ask, other, second, user)
      const before = await keyOf(other)
      const data = { current: user.password, next: `${user.password} 2` }
      expect((await ask(other, second, 'POST /api/password', { data })).status()).toBe(204)
      expect(await keyOf(other)).not.toBe(before)
      expect(await statuses(ask, other)).toEqual([200, 200, 200])
      expect(await statuses(ask, client)).toEqual([401, 401, 401])
      await logInOn(ask, client, first, { ...user, password: data.next })
    })

    test(`"my devices" on ${first} lists sessions of both languages, and ends them`, async ({
      ask,
      newClient,
    }) => {
      const [client, other, third] = [await newClient(), await newClient(), await newClient()]
      const user = await signUpAndLogInOn(ask, client, first)
      await logInOn(ask, other, second, user)
      const list = await (await ask(client, first, 'GET /api/sessions')).json()
      expect(list).toMatchObject([
        { createdBy: first, current: true },
        { createdBy: second, current: false },
      ])
      const [, listed] = list as { handle: string }[]
      const handles = (sessions: { handle: string }[]) => sessions.map(({ handle }) => handle)
      for (const server of servers) {
        const same = await (await ask(client, server, 'GET /api/sessions')).json()
        expect(handles(same)).toEqual(handles(list))
      }
      const end = `DELETE /api/sessions/${listed?.handle}`
      expect((await ask(client, first, end)).status()).toBe(204)
      expect(await statuses(ask, other)).toEqual([401, 401, 401])
      await logInOn(ask, third, second, user)
      const everywhere = await ask(third, first, 'DELETE /api/sessions?all=true')
      expect(everywhere.status()).toBe(204)
      expect(await statuses(ask, client)).toEqual([401, 401, 401])
    })

    test(`wrong passwords on ${first} count on ${second}`, async ({ ask, newClient }) => {
      const client = await newClient()
      const user = newUser()
      const data = { ...user, password: 'wrong horse battery' }
      for (let i = 0; i < 10; i++) {
        expect((await ask(client, first, 'POST /api/login', { data })).status()).toBe(401)
      }
      const response = await ask(client, second, 'POST /api/login', { data })
      expect(response.status()).toBe(429)
      expect(Number(response.headers()['retry-after'])).toBeGreaterThan(0)
    })
  }

  test('changes through both languages at the same moment all survive', async ({
    ask,
    newClient,
    stack,
  }) => {
    const client = await newClient()
    await signUpAndLogInOn(ask, client, 'spring-1')
    const numbers = Array.from({ length: 15 }, (_, i) => i)
    // The client follows cookies, and the cookie stays. nginx sends a third of the requests to each server.
    const answers = await Promise.all(
      numbers.flatMap((i) => [
        client.post('/api/cart/counter'),
        client.put(`/api/cart/item-${i}`, { data: { quantity: i + 1 } }),
      ]),
    )
    expect(new Set(answers.map((answer) => answer.headers()['x-served-by']))).toEqual(
      new Set(servers),
    )
    expect(answers.filter((answer) => answer.status() !== 200)).toEqual([])
    const items = Object.fromEntries(numbers.map((i) => [`item-${i}`, i + 1]))
    for (const server of servers) {
      const cart = await (await ask(client, server, 'GET /api/cart')).json()
      expect(cart).toEqual({ items: { ...items, counter: numbers.length } })
    }
    // An attribute that Spring removes is an empty field.
    expect((await ask(client, 'spring-1', 'DELETE /api/cart/item-3')).status()).toBe(204)
    expect((await fieldsOf(stack, await keyOf(client)))['sessionAttr:cart:item-3']).toBe('')
    for (const server of ['backend-1', 'spring-1', 'backend-2'] as const) {
      const cart = await (await ask(client, server, 'GET /api/cart')).json()
      expect(cart.items).not.toHaveProperty('item-3')
    }
    for (const [i, server] of (['backend-1', 'spring-1', 'backend-2'] as const).entries()) {
      const cart = await (await ask(client, server, 'POST /api/cart/item-3')).json()
      expect(cart.items['item-3']).toBe(i + 1)
    }
  })

  test('an idle timeout that a Fastify server sets holds on the Spring server', async ({
    ask,
    newClient,
    stack,
  }) => {
    const client = await newClient()
    await signUpAndLogInOn(ask, client, 'spring-1')
    const key = await keyOf(client)
    const data = { idleTimeoutSeconds: 5 }
    expect((await client.put('/api/lab/session', { data })).status()).toBe(200)
    const { ttlMs, fields } = await (await ask(client, 'spring-1', 'GET /api/session')).json()
    expect(ttlMs).toBeLessThanOrEqual(5_000)
    expect(fields).toMatchObject({ maxInactiveInterval: '5' })
    await expect.poll(() => exists(stack, key), { timeout: 15_000 }).toBe(false)
    expect(await statuses(ask, client)).toEqual([401, 401, 401])
  })

  test('the absolute lifetime ends a session on the Spring server, whatever its use', async ({
    ask,
    newClient,
    stack,
  }) => {
    const client = await newClient()
    await signUpAndLogInOn(ask, client, 'spring-1')
    const key = await keyOf(client)
    const eightHoursAgo = String(Date.now() - 8 * 60 * 60 * 1000)
    await stack.redisCli('HSET', key, 'creationTime', eightHoursAgo)
    expect((await ask(client, 'spring-1', 'GET /api/me')).status()).toBe(401)
    expect(await exists(stack, key)).toBe(false)
  })

  // What another program, or Spring Session itself, can leave under the key of a session.
  const damages: Record<string, (key: string) => string[][]> = {
    'half of a hash, as Spring Session can leave it': (key) => [
      ['DEL', key],
      ['HSET', key, 'lastAccessedTime', String(Date.now())],
    ],
    'a text': (key) => [
      ['DEL', key],
      ['SET', key, 'x'],
    ],
    'the bytes of Java serialization': (key) => [
      [
        'EVAL',
        `return redis.call('HSET', KEYS[1], 'sessionAttr:username', '${JAVA_BYTES}')`,
        '1',
        key,
      ],
    ],
    'half of a JSON text': (key) => [['HSET', key, 'sessionAttr:cart:tea', '{']],
    'a user that is a list': (key) => [['HSET', key, 'sessionAttr:username', '["ada"]']],
    'a quantity that is a text': (key) => [['HSET', key, 'sessionAttr:cart:tea', '"five"']],
    'a time that is a text': (key) => [['HSET', key, 'creationTime', '"today"']],
    'a time that no clock shows': (key) => [['HSET', key, 'creationTime', '9000000000000000000']],
    'an idle timeout that is a text': (key) => [['HSET', key, 'maxInactiveInterval', '"long"']],
  }

  for (const [name, damage] of Object.entries(damages)) {
    test(`${name} is no session in either language, and is logged once`, async ({
      ask,
      newClient,
      stack,
    }, testInfo) => {
      const client = await newClient()
      await signUpAndLogInOn(ask, client, 'spring-1')
      const [own] = await (await ask(client, 'backend-1', 'GET /api/sessions')).json()
      for (const command of damage(await keyOf(client))) await stack.redisCli(...command)
      for (const request of ['GET /api/me', 'POST /api/cart/tea', 'GET /api/sessions']) {
        expect(await statuses(ask, client, request)).toEqual([401, 401, 401])
      }
      for (const server of ['backend-1', 'spring-1'] as const) {
        const lines = await logLines(stack, testInfo.outputPath('logs'), server)
        const about = lines.filter((line) => line.includes(own.handle) && /read|unread/.test(line))
        expect(about.length).toBe(1)
      }
      // It does not keep its visitor from another login.
      const user = await signUpAndLogInOn(ask, client, 'spring-1')
      const me = await (await ask(client, 'backend-1', 'GET /api/me')).json()
      expect(me.username).toBe(user.username)
    })
  }

  async function logLines(stack: Stack, folder: string, server: Server): Promise<string[]> {
    mkdirSync(folder, { recursive: true })
    await stack.collectLogs(folder)
    return readFileSync(join(folder, `${server}.log`), 'utf8').split('\n')
  }

  test('the Spring server answers as the API is described', async ({ ask, newClient }) => {
    const clients = { 'backend-1': await newClient(), 'spring-1': await newClient() }
    const users = { 'backend-1': newUser(), 'spring-1': newUser() }
    const password = 'correct horse battery staple'
    const json = { 'content-type': 'application/json' }
    type Request = [request: string, options?: (user: User) => Parameters<Ask>[3]]
    const signUp = (data: unknown): Request => ['POST /api/signup', () => ({ data })]
    const change = (data: unknown): Request => ['PUT /api/cart/milk', () => ({ data })]
    const requests: Request[] = [
      ['GET /api/me'],
      ['GET /api/nothing'],
      ['PATCH /api/me'],
      ['GET /api/login'],
      ['POST /api/cart/tea'],
      ['POST /api/signup', (user) => ({ data: user })],
      ['POST /api/signup', (user) => ({ data: user })],
      signUp({ username: 'ada', password: 'password' }),
      signUp({ username: 'ada', password: 'short' }),
      signUp({ username: 'adalovelace', password: 'AdaLovelace-1' }),
      signUp({ username: 'раура', password }),
      signUp({ username: 'a b', password }),
      signUp({ username: 'ada' }),
      signUp({ username: 'ada', password, more: 1 }),
      signUp({ username: 5, password }),
      ['POST /api/signup', () => ({ data: Buffer.from('{'), headers: json })],
      ['POST /api/signup', () => ({ data: 'x=1', headers: { 'content-type': 'text/plain' } })],
      ['POST /api/signup', () => ({ headers: { 'sec-fetch-site': 'cross-site' } })],
      ['POST /api/login', (user) => ({ data: { ...user, password: 'wrong horse battery' } })],
      ['POST /api/login', () => ({ data: newUser() })],
      ['POST /api/login', (user) => ({ data: user })],
      ['GET /api/me'],
      ['HEAD /api/me'],
      ['GET /api/session'],
      ['GET /api/sessions'],
      ['GET /api/sessions?limit=0'],
      ['GET /api/sessions?after=x'],
      ['POST /api/cart/tea'],
      ['POST /api/cart/TEA'],
      ['GET /api/cart/tea'],
      change({ quantity: 3 }),
      change({ quantity: 3.5 }),
      change({ quantity: '3' }),
      change({ quantity: -1 }),
      change({ quantity: 10_000 }),
      change({}),
      ['GET /api/cart'],
      ['DELETE /api/cart/tea'],
      ['DELETE /api/sessions/nothing'],
      ['DELETE /api/sessions?all=perhaps'],
      ['DELETE /api/sessions'],
      ['POST /api/password', () => ({ data: { current: 'wrong horse battery', next: password } })],
      ['POST /api/password', (user) => ({ data: { current: user.password, next: 'password' } })],
      ['POST /api/password', (user) => ({ data: { current: user.password, next: password } })],
      ['POST /api/logout'],
      ['POST /api/logout'],
    ]
    for (const [request, options] of requests) {
      const answers = []
      for (const server of ['backend-1', 'spring-1'] as const) {
        const response = await ask(clients[server], server, request, options?.(users[server]))
        const text = await response.text()
        const headers = response.headers()
        const body = text === '' ? '' : JSON.parse(text)
        answers.push({
          status: response.status(),
          type: headers['content-type']?.split(';')[0],
          allow: headers.allow,
          cache: headers['cache-control'],
          problem: body.type,
          field: body.field,
          shape: shapeOf(body),
        })
      }
      const [fastify, spring] = answers
      expect(spring, request).toEqual(fastify)
    }
  })

  test('without Redis the Spring server answers 503, and nobody is logged out', async ({
    ask,
    newClient,
    stack,
  }) => {
    const client = await newClient()
    await signUpAndLogInOn(ask, client, 'spring-1')
    await stack.signal('redis', 'SIGKILL')
    const response = await client.get('/api/me')
    expect(response.status()).toBe(503)
    expect(response.headers()['retry-after']).toBeDefined()
    await stack.start('redis')
    await expect
      .poll(async () => new Set(await statuses(ask, client)), { timeout: 30_000 })
      .toEqual(new Set([200]))
  })

  test('the page draws the third server, and the sandbox invites to it', async ({ page }) => {
    await openStep(page, sandbox)
    await expect(page.getByText(english.otherServerShares('').join(''))).toBeVisible()
    await expect(page.getByText(english.otherServer('spring-1'))).toBeAttached()
    await press(page, english.sendTen)
    const served = page.locator('[data-served-by="spring-1"]')
    await expect(cellsIn(page).and(served).first()).toBeVisible()
    await expect(cellsIn(page).and(served).first()).toHaveAttribute('data-status', '401')
    await expectAccessible(page)
  })
})

/** A value with each number, text and truth value replaced by the name of its type. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]))
}
