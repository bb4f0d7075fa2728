// npm run class -w bench: how old an event of the class is. It starts a stack, logs in PHONES students (200), who send a
// request about every three seconds as phones do, for SECONDS (30), and prints the time from an answer at a phone until the
// presenter's stream has it.
import { randomBytes } from 'node:crypto'
import { startStack } from '@session-clustering/stack/stack'

const phones = Number(process.env.PHONES || 200)
const seconds = Number(process.env.SECONDS || 30)
const REPEAT_MS = 3_000
/** So many at once log in, so that the hashing queue refuses none. */
const LOGINS_AT_ONCE = 8

const { baseUrl, stop } = await startStack({ env: { SIGNUPS_PER_ADDRESS: '100000' } })
const end = new AbortController()
/** When each student's answer with each choice arrived, by `name choice`. */
const answeredAt = new Map<string, number>()
/** Events that arrived before their answer. */
const early = new Set<string>()
const ages: number[] = []
let events = 0

try {
  const lesson = { step: 4, realm: 'shared', routing: 'round-robin' }
  await request('PUT', '/api/lab/class', lesson)
  const reading = readStream()
  const students = Array.from({ length: phones }, (_, i) => student(`Student ${i}`))
  while (students.some(({ isLoggedIn }) => !isLoggedIn())) {
    const next = students.filter(({ isLoggedIn }) => !isLoggedIn()).slice(0, LOGINS_AT_ONCE)
    await Promise.all(next.map(({ logIn }) => logIn()))
  }
  early.clear()
  const until = performance.now() + seconds * 1_000
  await Promise.all(students.map(({ repeat }) => repeat(until)))
  await pause(1_000)
  end.abort()
  await reading
  report()
} finally {
  end.abort()
  await stop()
}

function student(name: string) {
  const user = { username: `s${randomBytes(8).toString('hex')}`, password: 'correct horse battery' }
  let cookies = `visitor=${randomBytes(16).toString('hex')}`
  let isLoggedIn = false
  let choice = 0

  async function send(method: string, path: string, body?: unknown): Promise<number> {
    const card = encodeURIComponent(JSON.stringify({ name, step: 4, choice }))
    const answer = await request(method, path, body, { cookie: cookies, 'x-lab-student': card })
    for (const line of answer.headers.getSetCookie()) cookies += `; ${line.split(';', 1)}`
    return answer.status
  }

  return {
    isLoggedIn: () => isLoggedIn,
    async logIn(): Promise<void> {
      await send('POST', '/api/signup', user)
      isLoggedIn = (await send('POST', '/api/login', user)) === 200
    },
    async repeat(until: number): Promise<void> {
      await pause(REPEAT_MS * Math.random())
      while (performance.now() < until) {
        // Another choice than the last one, so that each request changes the student and can be recognised.
        choice = (choice + 1) % 10
        const mark = `${name} ${choice}`
        const status = await send('GET', '/api/me')
        if (early.delete(mark)) ages.push(0)
        else if (status === 200) answeredAt.set(mark, performance.now())
        await pause(REPEAT_MS * (0.8 + 0.4 * Math.random()))
      }
    },
  }
}

async function request(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const answer = await fetch(baseUrl + path, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  await answer.arrayBuffer()
  return answer
}

async function readStream(): Promise<void> {
  const { body } = await fetch(`${baseUrl}/api/lab/class/events`, { signal: end.signal })
  let text = ''
  try {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = `${text}${chunk}`.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) if (/^event: students$/m.test(block)) receive(block)
    }
  } catch (error) {
    if (!end.signal.aborted) throw error
  }
}

function receive(block: string): void {
  const [, data = '[]'] = /^data: (.*)$/m.exec(block) ?? []
  const now = performance.now()
  events += 1
  for (const { name, choice } of JSON.parse(data) as { name: string; choice: number }[]) {
    const mark = `${name} ${choice}`
    const at = answeredAt.get(mark)
    if (at === undefined) early.add(mark)
    else ages.push(now - at)
    answeredAt.delete(mark)
  }
}

function report(): void {
  const sorted = ages.sort((a, b) => a - b)
  const at = (share: number) => `${Math.round(sorted[Math.floor(sorted.length * share)] ?? NaN)} ms`
  console.log(`${phones} phones, ${seconds} s: ${sorted.length} changes in ${events} events`)
  console.log(`age of a change: p50 ${at(0.5)}, p99 ${at(0.99)}, slowest ${at(0.99999)}`)
  console.log(`answers without an event: ${answeredAt.size}`)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
