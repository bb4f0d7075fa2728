import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { client, forSuite } from '@session-clustering/testing'
import { assertProblem } from '../support/assert-problem.ts'
import { startBackend, startTwoBackends } from '../support/backend.ts'
import { logIn, signUp } from '../support/user.ts'

suite('my sessions', () => {
  const stack = forSuite(startTwoBackends)
  let one: string
  let two: string
  before(() => {
    one = `${stack.one.url}/api`
    two = `${stack.two.url}/api`
  })

  async function threeBrowsers() {
    const user = await signUp(stack.one.url)
    const browsers = [await logIn(one, user), await logIn(two, user), await logIn(one, user)]
    const [first, second, third] = browsers
    assert.ok(first && second && third)
    return { user, first, second, third }
  }

  test('S9 are listed from both backends, oldest first, with the current one marked', async () => {
    const { second } = await threeBrowsers()
    const { list } = await second.get(`${one}/sessions`)
    assert.deepEqual(
      list.map(({ createdBy }) => createdBy),
      ['backend-1', 'backend-2', 'backend-1'],
    )
    assert.deepEqual(
      list.map(({ current }) => current),
      [false, true, false],
    )
  })

  test('S9 are listed by page; Link leads to the next one', async () => {
    const { first } = await threeBrowsers()
    const all = (await first.get(`${one}/sessions`)).list.map(({ handle }) => handle)
    const page = await first.get(`${one}/sessions?limit=2`)
    const [, next = ''] =
      /^<\/api(\/sessions\?[^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '') ?? []
    const last = await first.get(`${two}${next}`)
    assert.deepEqual(
      [...page.list, ...last.list].map(({ handle }) => handle),
      all,
    )
    assert.deepEqual([page.list.length, last.headers.has('link')], [2, false])
  })

  for (const query of ['limit=0', 'limit=101', 'limit=x', 'after=x', 'after=', 'after=-1']) {
    test(`a page with ${query} is a 400`, async () => {
      const browser = await logIn(one, await signUp(stack.one.url))
      const answer = await browser.get(`${one}/sessions?${query}`)
      assertProblem(answer, 400, query.split('=')[0])
    })
  }

  test('each shows its creation, last use, end and browser, whose name is cut after 200 characters', async () => {
    const user = await signUp(stack.one.url)
    const browser = client()
    const headers = { 'user-agent': `Test Browser ${'1'.repeat(4000)}` }
    await browser.send(`${one}/login`, { method: 'POST', json: user, headers })
    const [session] = (await browser.get(`${two}/sessions`)).list
    assert.equal(session?.userAgent, headers['user-agent'].slice(0, 200))
    const fields = ['createdAt', 'createdBy', 'current', 'expiresAt', 'handle', 'lastAccessedAt']
    assert.deepEqual(Object.keys(session).sort(), [...fields, 'userAgent'])
  })

  test('S9 a session can be ended by its handle, on the other backend', async () => {
    const { first, second, third } = await threeBrowsers()
    const { list } = await first.get(`${one}/sessions`)
    assert.equal((await first.delete(`${two}/sessions/${list[1]?.handle}`)).status, 204)
    assert.equal((await second.get(`${one}/me`)).status, 401)
    assert.equal((await first.get(`${one}/me`)).status, 200)
    assert.equal((await third.get(`${one}/me`)).status, 200)
    assert.equal((await first.delete(`${one}/sessions/${list[1]?.handle}`)).status, 404)
  })

  test('the current session can be ended by its handle, which clears the cookie', async () => {
    const { first } = await threeBrowsers()
    const { list } = await first.get(`${one}/sessions`)
    const own = list.find(({ current }) => current)
    assert.equal((await first.delete(`${two}/sessions/${own?.handle}`)).status, 204)
    assert.equal(first.cookies.has('sid'), false)
  })

  test("the handle of another user's session is a 404", async () => {
    const { first } = await threeBrowsers()
    const stranger = await logIn(one, await signUp(stack.one.url))
    const { list } = await first.get(`${one}/sessions`)
    assert.equal((await stranger.delete(`${one}/sessions/${list[0]?.handle}`)).status, 404)
    assert.equal((await first.get(`${one}/me`)).status, 200)
  })

  test('S9 all other sessions can be ended at once; this one and other users stay logged in', async () => {
    const { first, second, third } = await threeBrowsers()
    const stranger = await logIn(one, await signUp(stack.one.url))
    assert.equal((await second.delete(`${one}/sessions`)).status, 204)
    const browsers = [first, second, third, stranger]
    const answers = await Promise.all(browsers.map((browser) => browser.get(`${two}/me`)))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 200, 401, 200],
    )
  })

  test('with all=true the current session ends as well', async () => {
    const { user, first, second, third } = await threeBrowsers()
    const replay = client(second.cookies)
    assert.equal((await second.delete(`${one}/sessions?all=true`)).status, 204)
    assert.equal(second.cookies.has('sid'), false)
    const answers = await Promise.all(
      [first, replay, third].map((browser) => browser.get(`${two}/me`)),
    )
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 401],
    )
    assert.equal((await (await logIn(one, user)).get(`${two}/sessions`)).list.length, 1)
  })

  test('MAX_SESSIONS_PER_USER ends the oldest', async (t) => {
    const limited = await startBackend('backend-3', stack.redis.url, { MAX_SESSIONS_PER_USER: '2' })
    t.after(() => limited.close())
    const user = await signUp(limited.url)
    const browsers = []
    for (let i = 0; i < 3; i += 1) browsers.push(await logIn(`${limited.url}/api`, user))
    const answers = await Promise.all(browsers.map((browser) => browser.get(`${one}/me`)))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 200, 200],
    )
  })

  test('ON_MAX_SESSIONS=refuse refuses the next login with 403, and creates no session', async (t) => {
    const env = { MAX_SESSIONS_PER_USER: '1', ON_MAX_SESSIONS: 'refuse' }
    const limited = await startBackend('backend-3', stack.redis.url, env)
    t.after(() => limited.close())
    const user = await signUp(limited.url)
    const first = await logIn(`${limited.url}/api`, user)
    const answer = await client().post(`${limited.url}/api/login`, user)
    assert.equal(answer.status, 403)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json')
    assert.deepEqual(answer.headers.getSetCookie(), [])
    assert.equal((await first.get(`${one}/sessions`)).list.length, 1)
  })
})
