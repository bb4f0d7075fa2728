// layout: 'spring' against a stock Spring Boot application. Run by npm run test:spring.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import {
  type Client,
  client,
  forSuite,
  missingForSpring,
  startRedis,
} from '@session-clustering/testing'
import fastify, { type FastifyInstance } from 'fastify'
import { sharedSessions } from '../../src/fastify/index.ts'
import { springLogin } from '../../src/index.ts'
import { buildApplication, type SpringApplication, startApplication } from './application.ts'

// In CI, what is missing fails the build of the application.
const missing = missingForSpring()

suite('a Spring estate', { skip: process.env.CI ? false : (missing ?? false) }, () => {
  const redis = forSuite(startRedis)
  const log: string[] = []
  let spring: SpringApplication
  let jdk: SpringApplication
  let app: FastifyInstance
  let node: string

  before(async () => {
    buildApplication()
    const profile = '--spring.profiles.active=jdk'
    const started = [startApplication(redis.url), startApplication(redis.url, profile)] as const
    ;[spring, jdk] = await Promise.all(started)
    app = fastify({ logger: { level: 'warn', stream: { write: (line) => void log.push(line) } } })
    await app.register(sharedSessions, { redis: await redis.connect(), layout: 'spring' })
    app.get('/login', async ({ session }) => springLogin(session) ?? {})
    app.get('/attributes', async ({ session: { cookie: _, ...attributes } }) => attributes)
    app.post('/attributes', async ({ session, body }) => void Object.assign(session, body))
    app.post('/forget', async ({ session }) => void Reflect.deleteProperty(session, 'b'))
    app.post('/remember', async ({ session }) => session.options({ maxAge: 7_200_000 }))
    app.post('/logout', async ({ session }) => session.destroy())
    node = await app.listen({ host: '127.0.0.1', port: 0 })
  })
  after(() => Promise.all([app, spring, jdk].map((started) => started?.close())))

  /** A browser that is logged in at the Spring application. */
  async function visitor(): Promise<Client> {
    const browser = client()
    await spring.logIn(browser)
    return browser
  }
  const ofSpring = async (browser: Client) => (await browser.get(`${spring.url}/attributes`)).body
  const ofNode = async (browser: Client) => (await browser.get(`${node}/attributes`)).body
  const isLoggedIn = async (browser: Client) =>
    (await browser.get(`${spring.url}/attributes`)).status === 200

  test('Node reads who is logged in, with the authorities', async () => {
    const { body } = await (await visitor()).get(`${node}/login`)
    assert.equal(body.name, 'ada')
    assert.ok((body.authorities as string[]).includes('ROLE_READER'))
  })

  test('Node reads what Spring writes', async () => {
    const browser = await visitor()
    await browser.get(`${spring.url}/write`)
    const { SPRING_SECURITY_CONTEXT: _, ...attributes } = await ofNode(browser)
    assert.deepEqual(attributes, {
      text: 'Grüße "Ada"',
      number: 5,
      yes: true,
      list: ['a', 'b.c'],
      map: { nested: [1, 2.5] },
      longs: [1, 2],
      price: 1.1,
      numbered: { 1: 'one' },
      tags: ['a'],
      cart: { '@class': 'estate.Cart', books: ['java.util.ArrayList', ['Notes']], total: 3 },
    })
  })

  test('Spring reads what Node writes', async () => {
    const browser = await visitor()
    await browser.get(`${spring.url}/write`)
    const { status } = await browser.post(`${node}/attributes`, {
      text: '한국어 "\\ 🦊',
      empty: '',
      number: 2 ** 40,
      list: ['java.lang.Long', { in: [1, null] }, []],
      map: { 2: 'two', 1: true },
      '한 "글': 1.5,
      nothing: null,
    })
    assert.equal(status, 200)
    const {
      text,
      empty,
      number,
      list,
      map,
      '한 "글': named,
      nothing,
      yes,
    } = await ofSpring(browser)
    assert.deepEqual(
      { text, empty, number, list, map, named, nothing, yes },
      {
        text: 'java.lang.String 한국어 "\\ 🦊',
        empty: 'java.lang.String ',
        number: 'java.lang.Long 1099511627776',
        list: 'java.util.ArrayList [java.lang.Long, {in=[1, null]}, []]',
        map: 'java.util.LinkedHashMap {1=true, 2=two}',
        named: 'java.lang.Double 1.5',
        nothing: undefined,
        yes: 'java.lang.Boolean true',
      },
    )
  })

  for (const [attribute, type] of [
    ['longs', 'java.lang.Long'],
    ['price', 'java.math.BigDecimal'],
    ['tags', 'java.util.HashSet'],
    ['cart', 'estate.Cart'],
    ['SPRING_SECURITY_CONTEXT', 'login of Spring Security'],
  ] as const) {
    test(`Node does not overwrite ${attribute} (${type}), and Spring reads it as before`, async () => {
      const browser = await visitor()
      await browser.get(`${spring.url}/write`)
      const before = await ofSpring(browser)
      const { status, body } = await browser.post(`${node}/attributes`, { [attribute]: [3] })
      assert.equal(status, 500)
      assert.ok(String(body.message).includes(`"${attribute}"`), String(body.message))
      assert.ok(String(body.message).includes(type), String(body.message))
      // A Cart prints its address.
      const { cart, ...others } = await ofSpring(browser)
      assert.match(String(cart), /^estate\.Cart /)
      assert.deepEqual({ ...others, cart: before.cart }, before)
    })
  }

  test('what one removes is gone for the other', async () => {
    const browser = await visitor()
    await browser.get(`${spring.url}/put?name=a&value=1`)
    await browser.get(`${spring.url}/put?name=b&value=2`)
    await browser.get(`${spring.url}/put?name=a`)
    const { a, b } = await ofNode(browser)
    assert.deepEqual([a, b], [undefined, '2'])
    await browser.post(`${node}/forget`)
    assert.equal((await ofSpring(browser)).b, undefined)
  })

  test('changes of different attributes through both at once are all kept', async () => {
    const browser = await visitor()
    const names = Array.from({ length: 10 }, (_, i) => `n${i}`)
    const answers = await Promise.all(
      names.flatMap((name) => [
        browser.get(`${spring.url}/put?name=spring-${name}&value=1`),
        browser.post(`${node}/attributes`, { [`node-${name}`]: 1 }),
      ]),
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    const kept = Object.keys(await ofSpring(browser)).filter((name) => /^(spring|node)-/.test(name))
    assert.equal(kept.length, 20)
  })

  test('a logout through Node logs out of Spring', async () => {
    const browser = await visitor()
    const cookies = [...browser.cookies]
    assert.equal(await isLoggedIn(browser), true)
    assert.equal((await browser.post(`${node}/logout`)).status, 200)
    assert.equal(browser.cookies.has('SESSION'), false)
    assert.equal(await isLoggedIn(client(cookies)), false)
  })

  test('a logout through Spring logs out of Node', async () => {
    const browser = await visitor()
    const cookies = [...browser.cookies]
    await spring.logOut(browser)
    assert.deepEqual((await client(cookies).get(`${node}/login`)).body, {})
  })

  test('a session that Node begins is there after a login at Spring, under another id', async () => {
    const browser = client()
    await browser.post(`${node}/attributes`, { cart: ['Notes'] })
    const before = idOf(browser)
    await spring.logIn(browser)
    assert.notEqual(idOf(browser), before)
    assert.equal((await ofSpring(browser)).cart, 'java.util.ArrayList [Notes]')
    assert.equal((await browser.get(`${node}/login`)).body.name, 'ada')
  })

  test('an idle timeout that one sets holds for the other', async () => {
    const browser = await visitor()
    await browser.get(`${spring.url}/idle?seconds=60`)
    assert.equal((await app.sessions.load(idOf(browser)))?.maxInactiveInterval, 60)
    await browser.post(`${node}/remember`)
    assert.equal((await browser.get(`${spring.url}/idle`)).text, '7200')
    const { ttlMs = 0 } = (await app.sessions.inspect(idOf(browser))) ?? {}
    assert.ok(ttlMs > 3_600_000 && ttlMs <= 7_200_000, String(ttlMs))
  })

  test('JDK-serialized sessions are no sessions, and one warning names the bean', async () => {
    log.length = 0
    for (let i = 0; i < 2; i += 1) {
      const browser = client()
      await jdk.logIn(browser)
      for (let j = 0; j < 2; j += 1) {
        const { status, body } = await browser.get(`${node}/login`)
        assert.deepEqual([status, body], [200, {}])
      }
    }
    assert.equal(log.length, 1)
    assert.match(log[0] ?? '', /springSessionDefaultRedisSerializer/)
  })
})

/** The session id in Spring's cookie. */
function idOf(browser: Client): string {
  return Buffer.from(browser.cookies.get('SESSION') ?? '', 'base64').toString()
}
