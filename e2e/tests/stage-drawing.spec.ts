// Compares everything that the stage draws with nginx' access log.
import { readAccessLog } from '../support/access-log.ts'
import { expect, test } from '../support/fixtures.ts'
import { expectSent, openSandbox, press, readCells } from '../support/page.ts'
import { recordStage } from '../support/stage.ts'
import { signUpAndLogIn } from '../support/users.ts'
import { english } from '../support/words.ts'

test(
  'packets, routes, ✕ and cells match nginx’ log',
  {
    tag: '@own-stack',
  },
  async ({ page, newClient, stack }, testInfo) => {
    test.slow()
    const readDrawn = await recordStage(page)
    const before = (await readAccessLog(stack, testInfo.outputPath('logs'))).length
    const retried: string[] = []
    page.on('response', (response) => {
      const { 'x-lab-tried': tried, 'x-served-by': server, 'x-request-id': id } = response.headers()
      if (server && id && tried?.includes(',')) retried.push(id)
    })
    const button = (name: string) => page.getByRole('button', { name, exact: true })

    await test.step('1. logins, failures, and requests of another client', async () => {
      await openSandbox(page)
      await press(page, english.guestLogIn)
      await press(page, english.sendTen)
      await expectSent(page, 13)
      await press(page, english.stopServer('backend-1'))
      await expect(button(english.startServer('backend-1'))).toBeVisible()
      await press(page, english.sendTen)
      await expectSent(page, 23)
      await press(page, english.cutRedis)
      await expect(button(english.connectRedis)).toBeVisible()
      await press(page, english.sendOne)
      await expectSent(page, 24)
      await press(page, english.stopServer('backend-2'))
      await expect(button(english.startServer('backend-2'))).toBeVisible()
      await press(page, english.sendOne)
      await expectSent(page, 25)
      await press(page, english.reset)
      await expect(button(english.reset)).toBeHidden()
      await press(page, english.twoBlob)
      await expectSent(page, 30)
      await signUpAndLogIn(await newClient({ userAgent: 'elsewhere' }))
      await expect(page.getByText(english.elsewhere(2))).toBeVisible()
      await expect.poll(async () => (await readDrawn()).packets.length).toBe(32)
    })

    const log = (await readAccessLog(stack, testInfo.outputPath('logs'))).slice(before)
    const { packets, bounces, routes, breaks } = await readDrawn()
    const own = packets.filter((packet) => packet.own)
    // Two simultaneous answers may be drawn and logged in a different order.
    const byId = <Item extends { requestId: string }>(items: Item[]) =>
      items.toSorted((a, b) => a.requestId.localeCompare(b.requestId))
    const mark = ({ requestId, status }: { requestId: string; status: number }) => ({
      requestId,
      status,
    })

    await test.step('2. exactly one packet for each answer', async () => {
      expect(byId(packets).map(mark)).toEqual(byId(log).map(mark))
      const elsewhere = log.filter(({ userAgent }) => userAgent === 'elsewhere')
      expect(elsewhere).toHaveLength(2)
      expect(byId(packets.filter((packet) => !packet.own)).map(mark)).toEqual(
        byId(elsewhere).map(mark),
      )
    })

    await test.step('3. each went to the server that answered', async () => {
      const names = new Map<string, Set<string>>()
      for (const { requestId, upstream } of log) {
        const packet = packets.find((drawn) => drawn.requestId === requestId)
        names.set(upstream, (names.get(upstream) ?? new Set()).add(packet?.servedBy ?? 'none'))
      }
      expect([...names.values()].map((each) => [...each]).sort()).toEqual([
        [''],
        ['backend-1'],
        ['backend-2'],
      ])
      expect([...(names.get('') ?? [])]).toEqual([''])
    })

    await test.step('4. the route of each, and ✕ for those that broke', async () => {
      // Two simultaneous answers can arrive before the next frame, which then shows only the later route.
      const passedOver = own.length - routes.length
      expect([0, 1]).toContain(passedOver)
      expect(own.map(mark)).toEqual(expect.arrayContaining(routes))
      expect(routes.at(-1)).toEqual(own.map(mark).at(-1))
      expect(breaks.map(({ status }) => status)).toEqual([503, 503])
      expect(breaks).toEqual(own.filter(({ status }) => status === 503).map(mark))
    })

    await test.step('5. a bounce for each try at the closed port', async () => {
      expect(retried.length).toBeGreaterThan(0)
      expect(bounces).toEqual(retried)
    })

    await test.step('6. the cells show the last twenty', async () => {
      expect(byId(await readCells(page)).map(mark)).toEqual(byId(own.slice(-20).map(mark)))
    })
  },
)

for (const reducedMotion of ['reduce', 'no-preference'] as const) {
  test.describe(`prefers-reduced-motion: ${reducedMotion}`, () => {
    test.use({ contextOptions: { reducedMotion } })

    test(`packets ${reducedMotion === 'reduce' ? 'appear' : 'move'}, then disappear`, async ({
      page,
    }) => {
      const readDrawn = await recordStage(page)
      await openSandbox(page)
      await press(page, english.sendOne)
      await expectSent(page, 2)
      const { packets } = await readDrawn()
      const moves = reducedMotion === 'no-preference'
      expect(packets.map((packet) => packet.moves)).toEqual([moves, moves])
      await expect(page.locator('.stage .packet')).toHaveCount(0)
    })
  })
}

test('one leg at a time: the result appears when the packet is back at the browser', async ({
  page,
}) => {
  await openSandbox(page)
  await press(page, english.speeds.quarter)
  await press(page, english.sendOne)
  // Chosen while the packet flies, so this button has the focus, and not the one that sends.
  await press(page, english.speeds.leg)
  // To nginx, to the server, and back: an anonymous request does not go on to the store.
  for (const stop of ['nginx', 'server', 'nginx again']) {
    await test.step(stop, async () => {
      await expect(page.getByRole('button', { name: english.moveOn })).toBeEnabled()
      expect((await readCells(page)).map(({ number }) => number)).toEqual([1])
      await page.keyboard.press('Space')
    })
  }
  await expectSent(page, 2)
  await expect(page.locator('.stage .packet')).toHaveCount(0)
})
