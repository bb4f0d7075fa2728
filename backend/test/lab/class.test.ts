import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { OpenLesson, Student } from '@session-clustering/api/class'
import { type Client, client, forEachTest, until } from '@session-clustering/testing'
import { startBackend, startTwoBackends } from '../support/backend.ts'
import { type EventStream, listen } from '../support/event-stream.ts'
import { logIn, signUp } from '../support/user.ts'

const LESSON: OpenLesson = { step: 4, realm: 'shared', routing: 'round-robin' }

suite('a class', () => {
  let pages: EventStream[]
  beforeEach(() => {
    pages = []
  })
  afterEach(async () => {
    for (const page of pages) await page.close()
  })
  const stack = forEachTest(startTwoBackends)
  // A node receives messages when it has subscribed to the channel, which may be later than its first answer.
  beforeEach(async () => {
    for (const { control } of [stack.one, stack.two]) {
      await until(async () => {
        const { body } = await client().get(`${control}/api/lab/state`)
        return (body.nodes as { state: string }[]).every(({ state }) => state === 'up')
      })
    }
  })

  const openLesson = (lesson: OpenLesson) =>
    client().put(`${stack.one.control}/api/lab/class`, lesson)
  async function watch(node: { control: string }) {
    const page = await listen(`${node.control}/api/lab/class/events`)
    pages.push(page)
    return page
  }
  /** Sends a request as the phone of a student. */
  async function ask(url: string, phone: Client, name: string, { step = 0, choice = 0 } = {}) {
    if (!phone.cookies.has('visitor')) phone.cookies.set('visitor', randomBytes(16).toString('hex'))
    const card = encodeURIComponent(JSON.stringify({ name, step, choice }))
    const answer = await phone.send(`${url}/me`, { headers: { 'x-lab-student': card } })
    return JSON.parse(decodeURIComponent(answer.headers.get('x-lab-class') ?? '"missing"'))
  }
  const heard = (page: EventStream, name: string, like: Partial<Student>) =>
    page.heard('students', (students) =>
      students.some(
        (student) =>
          student.name === name &&
          JSON.stringify({ ...student, ...like }) === JSON.stringify(student),
      ),
    )

  test('each node tells of each student: served by whom, logged in or not, with which prediction', async () => {
    const [one, two] = [await watch(stack.one), await watch(stack.two)]
    await openLesson(LESSON)
    const phone = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
    assert.deepEqual(await ask(`${stack.one.url}/api`, phone, 'Ada'), LESSON)
    for (const page of [one, two]) {
      await heard(page, 'Ada', { servedBy: 'backend-1', loggedIn: true, step: 0 })
    }
    await ask(`${stack.two.url}/api/isolated`, phone, 'Ada', { step: 4, choice: 2 })
    for (const page of [one, two]) {
      await heard(page, 'Ada', { servedBy: 'backend-2', loggedIn: false, step: 4, choice: 2 })
    }
    // A page that comes later begins with all students.
    const [later] = (await watch(stack.two)).of('class')
    assert.deepEqual(later?.lesson, LESSON)
    assert.deepEqual(
      later?.students.map(({ id, ...student }) => student),
      [{ name: 'Ada', step: 4, choice: 2, servedBy: 'backend-2', loggedIn: false }],
    )
    assert.doesNotMatch(
      JSON.stringify(two.events),
      new RegExp(String(phone.cookies.get('visitor'))),
    )
  })

  test('one browser is one student; without the cookie of a browser it is none', async () => {
    const page = await watch(stack.one)
    await openLesson(LESSON)
    const phone = client()
    await ask(`${stack.one.url}/api`, phone, 'Ada')
    const card = encodeURIComponent(JSON.stringify({ name: 'Nobody', step: 0, choice: 0 }))
    await client().send(`${stack.one.url}/api/me`, { headers: { 'x-lab-student': card } })
    await ask(`${stack.one.url}/api`, phone, 'Eve')
    await heard(page, 'Eve', {})
    const [{ students } = { students: [] }] = (await watch(stack.one)).of('class')
    assert.deepEqual(
      students.map(({ name }) => name),
      ['Eve'],
    )
  })

  test('without an open class nobody is noted; its end forgets the students', async () => {
    const phone = client()
    const [page] = [await watch(stack.two)]
    assert.equal(await ask(`${stack.one.url}/api`, phone, 'Ada'), null)
    await openLesson(LESSON)
    await page.heard('class', ({ lesson }) => lesson?.step === 4)
    assert.deepEqual(page.of('class').at(-1)?.students, [])
    await ask(`${stack.one.url}/api`, phone, 'Ada')
    await heard(page, 'Ada', {})
    assert.equal((await client().delete(`${stack.two.control}/api/lab/class`)).status, 204)
    await page.heard('class', ({ lesson, students }) => lesson === null && students.length === 0)
    assert.equal(await ask(`${stack.two.url}/api`, phone, 'Ada'), null)
  })

  test('a node that starts later learns the lesson and the students', async () => {
    await openLesson(LESSON)
    const three = await startBackend('backend-3', stack.redis.url)
    try {
      const page = await watch(three)
      // A node with a page asks all nodes for a report.
      await client().get(`${three.control}/api/lab/state`)
      await page.heard('class', ({ lesson }) => lesson?.step === 4)
      await ask(`${stack.one.url}/api`, client(), 'Ada')
      await heard(page, 'Ada', { servedBy: 'backend-1' })
    } finally {
      await three.close()
    }
  })

  test('a lesson that is none is refused', async () => {
    for (const wrong of [{}, { ...LESSON, step: 11 }, { ...LESSON, realm: 'x' }]) {
      const answer = await client().put(`${stack.one.control}/api/lab/class`, wrong)
      assert.equal(answer.status, 400)
    }
  })
})
