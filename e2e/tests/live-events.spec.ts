import { expect, test } from '../support/fixtures.ts'
import { openSandbox } from '../support/page.ts'
import { type Backend, onBoth, otherThan, statusOnBoth } from '../support/turns.ts'
import { logIn, signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

test('the page shows the requests and sessions of other visitors', async ({ page, request }) => {
  const events = page.locator('.timeline [data-event="session"]')
  await openSandbox(page)

  const user = await signUp(request)
  await logIn(request, user)
  await expect(events).toHaveText([english.happened.created])
  await expect(page.getByText(english.elsewhere(2))).toBeVisible()

  await request.post('/api/logout')
  // Newest first.
  await expect(events).toHaveText([english.happened.destroyed, english.happened.created])
  await expect(page.getByText(english.elsewhere(3))).toBeVisible()
})

test('the backend of the event stream is killed: the login stays valid, no event is lost or repeated', {
  tag: '@own-stack',
}, async ({ page, request, stack }) => {
  test.slow()
  const isStream = (response: { url(): string }) => response.url().includes('/api/events')
  const events = page.locator('.timeline [data-event="session"]')
  const user = await signUp(request)

  const first = page.waitForResponse(isStream)
  await openSandbox(page)
  const server = (await (await first).headerValue('x-served-by')) as Backend
  await logIn(request, user)
  await expect(events).toHaveCount(1)

  await test.step('1. it is killed; a session is created meanwhile', async () => {
    const second = page.waitForResponse(isStream)
    await stack.signal(server, 'SIGKILL')
    // Safe to repeat, unlike a login. This request makes nginx notice that its kept connections are closed.
    expect(await statusOnBoth(request)).toEqual({ [otherThan(server)]: 200 })
    await logIn(request, user)
    expect(await (await second).headerValue('x-served-by')).toBe(otherThan(server))
    // Logging in again ends the old session.
    await expect(events).toHaveCount(3)
  })

  await test.step('2. the page shows it as stopped', async () => {
    await expect(page.locator('.notice')).toContainText(`${server} ${english.nodeState.away}`)
  })

  await test.step('3. it runs again: every event has arrived once', async () => {
    await stack.start(server)
    await expect(page.locator('.notice')).toBeHidden()
    await expect.poll(() => statusOnBoth(request)).toEqual(onBoth(200))
    await request.post('/api/logout')
    await expect(events).toHaveText([
      english.happened.destroyed,
      english.happened.created,
      english.happened.destroyed,
      english.happened.created,
    ])
  })
})

test('a hidden tab closes the stream, and catches up when it is visible again', async ({
  page,
  request,
}) => {
  // Headless Chromium hides no tabs, so the test sets the page's visibility state.
  const setHidden = (hidden: boolean) =>
    page.evaluate((isHidden) => {
      Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true })
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    }, hidden)
  const events = page.locator('.timeline [data-event="session"]')
  const user = await signUp(request)
  await openSandbox(page)
  await logIn(request, user)
  await expect(events).toHaveCount(1)

  const closed = page.waitForEvent('requestfailed', (stream) =>
    stream.url().includes('/api/events'),
  )
  await setHidden(true)
  await closed
  await request.post('/api/logout')

  const reopened = page.waitForRequest(/\/api\/events\?after=/)
  await setHidden(false)
  await reopened
  await expect(events).toHaveText([english.happened.destroyed, english.happened.created])
})
