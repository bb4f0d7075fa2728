/** The lab's controls through nginx, as the page and curl use them. */
import { expect, test } from '../support/fixtures.ts'
import { startOwnStack } from '../support/stack.ts'
import { expectStrictTurns, onBoth, servedBy, statusOnBoth } from '../support/turns.ts'
import { logIn, signUp, signUpAndLogIn } from '../support/users.ts'

test.afterEach(async ({ request }) => {
  expect((await request.post('/api/lab/reset')).status()).toBe(200)
})

test('controls and event streams do not count in the rotation', async ({ request, stack }) => {
  const names: (string | undefined)[] = []
  for (let i = 0; i < 6; i++) {
    names.push(servedBy(await request.get('/api/me')))
    await request.get('/api/lab/state')
    await request.put('/api/lab/nodes/backend-2', { data: { state: 'up' } })
    const page = await fetch(`${stack.baseUrl}/api/events`)
    await page.body?.cancel()
  }
  expectStrictTurns(names)
})

test('a stopped node answers nothing, the other one everything; its controls start it again', async ({
  request,
}) => {
  await signUpAndLogIn(request)
  for (const node of ['backend-1', 'backend-2']) {
    const stopped = await request.put(`/api/lab/nodes/${node}`, { data: { state: 'stopped' } })
    expect([stopped.status(), servedBy(stopped)]).toEqual([200, node])
    expect((await stopped.json()).nodes).toContainEqual(
      expect.objectContaining({ name: node, state: 'stopped' }),
    )
    for (let i = 0; i < 4; i++) {
      const answers = [await request.get('/api/me'), await request.post('/api/cart/book')]
      for (const answer of answers) {
        expect(answer.status()).toBe(200)
        expect(servedBy(answer)).not.toBe(node)
      }
    }
    const back = await request.put(`/api/lab/nodes/${node}`, { data: { state: 'up' } })
    expect([back.status(), servedBy(back)]).toEqual([200, node])
    // nginx tries the node again after one or two seconds.
    await expect.poll(() => statusOnBoth(request)).toEqual(onBoth(200))
  }
})

test('both stopped: nginx answers 503, and the controls still work', async ({ request }) => {
  for (const node of ['backend-1', 'backend-2']) {
    await request.put(`/api/lab/nodes/${node}`, { data: { state: 'stopped' } })
  }
  const away = await request.get('/api/me')
  expect([away.status(), servedBy(away)]).toEqual([503, undefined])
  expect((await request.get('/')).status()).toBe(200)
  expect((await request.post('/api/lab/reset')).status()).toBe(200)
  expect((await request.get('/api/me')).status()).toBe(401)
})

test('Redis cut off: 503 from both, and the session stays valid', async ({ request }) => {
  await signUpAndLogIn(request)
  await request.put('/api/lab/redis', { data: { state: 'cut' } })
  expect(await statusOnBoth(request)).toEqual(onBoth(503))
  await request.put('/api/lab/redis', { data: { state: 'up' } })
  expect(await statusOnBoth(request)).toEqual(onBoth(200))
})

test('nginx passes events on at once, with the usual headers', async ({ request, stack }) => {
  const page = await fetch(`${stack.baseUrl}/api/events`)
  expect(page.headers.get('content-type')).toBe('text/event-stream')
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  const events = page.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const untilReceived = async (pattern: RegExp) => {
    while (!pattern.test(text)) text += (await events?.read())?.value ?? ''
  }
  await untilReceived(/^event: state\ndata: .*"backend-1"/m)
  await untilReceived(/^id: \d+-\d+$/m)
  await signUpAndLogIn(request)
  await untilReceived(/^event: session\ndata: .*"created"/m)
  // The event of a request has the same id as its answer.
  const answer = await request.get('/api/me')
  await untilReceived(new RegExp(`"requestId":"${answer.headers()['x-request-id']}"`))
  await events?.cancel()
})

test('nginx accepts the lab’s long headers', async ({ request }) => {
  const user = await signUp(request)
  for (let i = 0; i < 8; i++) await logIn(request, user)
  for (let i = 0; i < 50; i++) await request.post(`/api/cart/an-item-with-a-long-long-name-${i}`)
  const headers = { 'X-Lab-Trace': '1' }
  const answer = await request.get('/api/sessions', { headers })
  expect(answer.status()).toBe(200)
  expect(answer.headers()['x-lab-redis']).toBeTruthy()
  expect(answer.headers()['x-lab-session']?.length).toBeGreaterThan(2_000)
})

test('unknown lab addresses get a problem document', async ({ request }) => {
  for (const [answer, status] of [
    [await request.put('/api/lab/nodes/backend-3', { data: { state: 'up' } }), 404],
    [await request.put('/api/lab/redis', { data: { state: 'stopped' } }), 400],
    [await request.get('/api/lab/redis'), 405],
    [await request.get('/api/lab/nothing'), 404],
  ] as const) {
    expect(answer.status()).toBe(status)
    expect(answer.headers()['content-type']).toContain('application/problem+json')
  }
})

test('LAB=off: no lab address exists', { tag: '@own-stack' }, async ({ newClient }) => {
  const stack = await startOwnStack({ env: { LAB: 'off' } })
  try {
    const client = await newClient({ baseURL: stack.baseUrl })
    for (const path of ['/api/events', '/api/lab/state', '/api/isolated/me', '/api/blob/me']) {
      const answer = await client.get(path)
      expect([path, answer.status()]).toEqual([path, 404])
      expect(answer.headers()['content-type']).toContain('application/problem+json')
    }
    for (const path of ['/api/lab/nodes/backend-1', '/api/lab/redis', '/api/lab/session']) {
      expect((await client.put(path, { data: {} })).status()).toBe(404)
    }
    await signUpAndLogIn(client)
    const answer = await client.get('/api/me', { headers: { 'X-Lab-Trace': '1' } })
    expect(answer.headers()['x-lab-redis']).toBeUndefined()
  } finally {
    await stack.stop()
  }
})
