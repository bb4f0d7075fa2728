// While no page watches, the lab sends no Redis commands.
import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import type { Client } from '@session-clustering/testing'
import { commandsDuring, forSuite, until } from '@session-clustering/testing'
import { startTwoBackends } from '../support/backend.ts'
import { listen } from '../support/event-stream.ts'
import { logIn, signUp } from '../support/user.ts'

suite('lab without a page', () => {
  const stack = forSuite(startTwoBackends)
  let browser: Client
  before(async () => {
    browser = await logIn(`${stack.one.url}/api`, await signUp(stack.one.url))
  })

  const twenty = async () => {
    for (let i = 0; i < 10; i += 1) {
      await browser.get(`${stack.one.url}/api/me`)
      await browser.get(`${stack.two.url}/api/cart`)
    }
  }

  test('traffic is published only while a page watches', async () => {
    const published = (commands: string[][]) =>
      commands.filter(
        ([name, , text]) => name?.toLowerCase() === 'publish' && /requestId/.test(text ?? ''),
      )
    const page = await listen(`${stack.two.control}/api/events`)
    const watched = await commandsDuring(stack.redis.redis, async () => {
      await twenty()
      await until(() => page.of('traffic').flat().length >= 20)
    })
    assert.ok(published(watched).length > 0)
    await page.close()

    // Both nodes stop publishing some seconds after the last page has gone. Wait for 2.5 s without a command.
    await until(async () => {
      const commands = await commandsDuring(stack.redis.redis, async () => {
        const end = performance.now() + 2_500
        await until(() => performance.now() > end)
      })
      return commands.length === 0
    })
    const after = await commandsDuring(stack.redis.redis, twenty)
    assert.equal(after.length, 20)
  })
})
