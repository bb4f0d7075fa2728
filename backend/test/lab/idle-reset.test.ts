import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { client, forEachTest, until } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { listen } from '../support/event-stream.ts'

suite('idle reset', () => {
  const stack = forEachTest(() => startTwoBackends({ LAB_QUIET_SECONDS: '1' }))

  const isUp = (url: string) =>
    fetch(`${url}/api/me`).then(
      ({ status }) => status === 401,
      () => false,
    )

  test('after an idle time everything is switched on again, once', async () => {
    const page = await listen(`${stack.two.control}/api/events`)
    await client().put(`${stack.one.control}/api/lab/nodes/backend-1`, { state: 'stopped' })
    await client().put(`${stack.one.control}/api/lab/redis`, { state: 'cut' })
    await page.heard('switch', ({ what, by }) => what === 'all' && by === 'idle')
    await until(() => isUp(stack.one.url))
    await page.heard('state', ({ nodes, redis, lastSwitch }) => {
      const states = [redis, ...nodes].map(({ state }) => state)
      return states.every((state) => state === 'up') && lastSwitch?.by === 'idle'
    })
    assert.equal(page.of('switch').filter(({ by }) => by === 'idle').length, 1)
    await page.close()
  })

  test('it works while no page watches', async () => {
    await client().put(`${stack.one.control}/api/lab/nodes/backend-1`, { state: 'stopped' })
    await client().put(`${stack.one.control}/api/lab/nodes/backend-2`, { state: 'stopped' })
    await until(async () => (await isUp(stack.one.url)) && (await isUp(stack.two.url)))
  })

  test('requests to the other node delay the reset of a stopped node', async () => {
    await client().put(`${stack.one.control}/api/lab/nodes/backend-1`, { state: 'stopped' })
    const asked = setInterval(() => fetch(`${stack.two.url}/api/me`).catch(() => {}), 100)
    const end = performance.now() + 2_500
    try {
      await until(async () => {
        assert.equal(await isUp(stack.one.url), false)
        return performance.now() > end
      })
    } finally {
      clearInterval(asked)
    }
    await until(() => isUp(stack.one.url))
  })
})
