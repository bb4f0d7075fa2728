/** The lab's controls through nginx, as the page and curl use them. */
import { expect, test } from '../support/fixtures.ts'
import { expectStrictTurns, onBoth, servedBy, statusOnBoth } from '../support/turns.ts'
import { logIn, signUp, signUpAndLogIn } from '../support/users.ts'

test('controls and event streams do not count in the rotation', async ({ request, stack }) => {
  const names: (string | undefined)[] = []
  for (let i = 0; i < 6; i++) {
    names.push(servedBy(await request.get('/api/me')))
    await request.get('/api/lab/state')
    await request.put('/api/lab/nodes/backend-2', { data: { state: 'up' } })
    const stream = await fetch(`${stack.baseUrl}/api/events`)
    await stream.body?.cancel()
  }
  expectStrictTurns(names)
})

test('a stopped node gets no request; its controls start it again', async ({ request }) => {
  await signUpAndLogIn(request)
  for (const node of ['backend-1', 'backend-2']) {
    const stopped = await request.put(`/api/lab/nodes/${node}`, { data: { state: 'stopped' } })
    expect([stopped.status(), servedBy(stopped)]).toEqual([200, node])
    expect((await stopped.json()).nodes).toContainEqual(
      expect.objectContaining({ name: node, state: 'stopped' }),
    )
    const tried: (string | undefined)[] = []
    for (let i = 0; i < 4; i++) {
      const answer = await request.post('/api/cart/book')
      expect(answer.status()).toBe(200)
      expect(servedBy(answer)).not.toBe(node)
      tried.push(answer.headers()['x-lab-tried'])
    }
    // The page draws the try at the stopped node: nginx tells both addresses.
    expect(tried).toContainEqual(expect.stringMatching(/^\S+:\d+, \S+:\d+$/))
    const back = await request.put(`/api/lab/nodes/${node}`, { data: { state: 'up' } })
    expect([back.status(), servedBy(back)]).toEqual([200, node])
    // nginx tries the node again after one or two seconds.
    await expect.poll(() => statusOnBoth(request)).toEqual(onBoth(200))
  }
})

test('nginx does not buffer events, and adds the usual headers', async ({ request, stack }) => {
  const stream = await fetch(`${stack.baseUrl}/api/events`)
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  expect(stream.headers.get('cache-control')).toBe('no-store')
  expect(stream.headers.get('content-security-policy')).toContain("default-src 'self'")
  const events = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
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
