/** A class: the presenter's page, two phones, and 28 more as plain HTTP clients. */
import { randomBytes } from 'node:crypto'
import type { APIRequestContext, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible.ts'
import { expect, test } from '../support/fixtures.ts'
import { expectStep, predict } from '../support/lesson.ts'
import { press } from '../support/page.ts'
import { widerThanTheScreen } from '../support/screen.ts'
import { newUser } from '../support/users.ts'
import { english, korean, type Words } from '../support/words.ts'

const key = 'chalkboard'
const step = 2

test.describe('a class', { tag: '@own-stack' }, () => {
  test.slow()
  // No flights of packets: this test looks at none.
  test.use({ contextOptions: { reducedMotion: 'reduce' } })

  test('30 students lose half of their logins, and with one store none; only the presenter can switch', async ({
    page,
    browser,
    newClient,
    startStack,
  }) => {
    const { baseUrl } = await startStack({ PRESENTER_KEY: key })
    const panel = page.getByRole('region', { name: english.class.heading, exact: true })
    const dots = panel.locator('.dots li')
    const loggedInDots = panel.locator('.dots li[data-logged-in="true"]')

    const openPhone = async (words: Words, name: string): Promise<Page> => {
      const viewport = { width: 360, height: 740 }
      const context = await browser.newContext({ baseURL: baseUrl, locale: words.locale, viewport })
      const phone = await context.newPage()
      await phone.goto('/join')
      await phone.getByLabel(words.class.name).fill(name)
      await press(phone, words.class.joinNow)
      return phone
    }

    await test.step('1. the presenter opens the class, with the key', async () => {
      await page.goto(`${baseUrl}/?present&class=class.example:8080#step=${step}`)
      await page.getByLabel(english.presenterKey).fill(key)
      await press(page, english.useKey)
      await expect(page.getByLabel(english.presenterKey)).toBeHidden()
      await expect(panel).toContainText(english.class.nobody)
      await press(page, english.class.showAddress)
      await expect(page.getByRole('dialog')).toContainText('http://class.example:8080/join')
      await press(page, english.close)
    })

    const ada = await openPhone(english, '<b>Ada</b>')
    const bo = await openPhone(korean, '김보람')
    const clients = await Promise.all(
      Array.from({ length: 28 }, (_, i) =>
        newClient({ baseURL: baseUrl }).then((api) => student(api, i)),
      ),
    )

    await test.step('2. each student is a dot; names are text', async () => {
      await Promise.all(clients.map(({ ask }) => ask('/api/isolated')))
      await expect(dots).toHaveCount(30)
      await expect(panel).toContainText(english.class.countLoggedIn(0, 30))
      await panel.getByText(english.class.list).click()
      await expect(panel.getByRole('listitem').filter({ hasText: '<b>Ada</b>: ' })).toBeVisible()
      await expectAccessible(page)
    })

    await test.step('3. the predictions are counted', async () => {
      for (const [phone, words, choice] of [
        [ada, english, 1],
        [bo, korean, 2],
      ] as const) {
        const option = words.steps[step - 1]?.options[choice] ?? ''
        await phone.getByRole('button', { name: option, exact: true }).click()
      }
      await Promise.all(clients.slice(0, 10).map(({ ask }) => ask('/api/isolated', 1)))
      const counts = panel.getByRole('list', { name: english.class.predictions }).locator('b')
      await expect(counts).toHaveText(['0', '11', '1'])
    })

    await test.step('4. with a memory in each server, a server that did not log them in does not know them', async () => {
      await Promise.all(clients.map(({ logIn }) => logIn('/api/isolated')))
      // The requests of the phones share the turns, so each client asks until the other server answers.
      await Promise.all(clients.map(({ askOther }) => askOther('/api/isolated')))
      await press(ada, english.guestLogIn)
      await press(bo, korean.guestLogIn)
      for (const [phone, words] of [
        [ada, english],
        [bo, korean],
      ] as const) {
        for (const state of [true, false]) {
          await expect(async () => {
            await press(phone, words.sendOne)
            await expect(phone.locator('.answered')).toContainText(words.class.is(state), {
              timeout: 500,
            })
          }).toPass()
        }
        // The page repeats the request by itself.
        await phone.waitForRequest('**/api/isolated/me')
        await expect.poll(() => widerThanTheScreen(phone)).toEqual([])
      }
      await expectAccessible(ada)
      await expect(async () => {
        // A report between servers can be lost, and phones repeat their requests.
        await Promise.all(clients.map(({ askOther }) => askOther('/api/isolated')))
        await expect
          .poll(() => loggedInDots.count(), { message: 'at most the two phones', timeout: 2_000 })
          .toBeLessThanOrEqual(2)
      }).toPass()
    })

    await test.step('5. with one store, nobody loses the login when a server stops', async () => {
      await page.keyboard.press('PageDown')
      await page.keyboard.press('PageDown')
      await expectStep(page, 4)
      await expect(ada.getByText(english.steps[3]?.question ?? '')).toBeVisible()
      await expect(bo.getByText(korean.steps[3]?.question ?? '')).toBeVisible()
      await Promise.all(clients.map(({ logIn }) => logIn('/api')))
      await press(ada, english.guestLogIn)
      await press(bo, korean.guestLogIn)
      await expect(panel).toContainText(english.class.countLoggedIn(30, 30))
      await page.keyboard.press('PageDown')
      await expectStep(page, 5)
      await predict(page)
      await press(page, english.stopServer('backend-1'))
      await expect(
        page.getByRole('button', { name: english.startServer('backend-1') }),
      ).toBeVisible()
      await Promise.all(clients.map(({ ask }) => ask('/api')))
      await expect(dots.locator('[data-backend="backend-2"]')).toHaveCount(30)
      await expect(panel).toContainText(english.class.countLoggedIn(30, 30))
    })

    await test.step('6. a student can neither switch nor end the class', async () => {
      for (const [method, path, data] of [
        ['PUT', '/api/lab/nodes/backend-2', { state: 'stopped' }],
        ['POST', '/api/lab/reset', undefined],
        ['DELETE', '/api/lab/class', undefined],
      ] as const) {
        const status = await ada.evaluate(
          async ([method, path, body]) => {
            const headers = { 'content-type': 'application/json' }
            return (await fetch(path, { method, ...(body && { headers, body }) })).status
          },
          [method, path, data && JSON.stringify(data)] as const,
        )
        expect(status, path).toBe(403)
      }
      await expect(dots).toHaveCount(30)
    })

    await test.step('7. the presenter ends the class', async () => {
      await press(page, english.class.end)
      await expect(panel).toBeHidden()
      await expect(bo.getByText(korean.class.noClass)).toBeVisible()
    })
  })
})

/** A phone without a page. */
function student(api: APIRequestContext, number: number) {
  const visitor = randomBytes(16).toString('hex')
  const user = newUser()
  let cookies = `visitor=${visitor}`
  let servedBy = ''
  let hasAccount = false

  async function send(method: 'GET' | 'POST', path: string, data?: unknown, choice = 0) {
    const answers = choice > 0 ? { step, choice } : { step: 0, choice: 0 }
    const header = encodeURIComponent(JSON.stringify({ name: `Student ${number}`, ...answers }))
    const headers = { 'x-lab-student': header, cookie: cookies }
    const answer = await api.fetch(path, { method, headers, ...(data ? { data } : {}) })
    for (const { name, value } of answer.headersArray()) {
      if (name.toLowerCase() === 'set-cookie') cookies += `; ${value.split(';', 1)}`
    }
    return answer
  }

  const ask = (mount: string, choice?: number) => send('GET', `${mount}/me`, undefined, choice)

  return {
    ask,
    async logIn(mount: string) {
      await expect(async () => {
        hasAccount ||= (await send('POST', '/api/signup', user)).status() === 201
        expect(hasAccount).toBe(true)
        const answer = await send('POST', `${mount}/login`, user)
        expect(answer.status()).toBe(200)
        servedBy = answer.headers()['x-served-by'] ?? ''
      }).toPass()
    },
    async askOther(mount: string) {
      await expect(async () => {
        expect((await ask(mount)).headers()['x-served-by']).not.toBe(servedBy)
      }).toPass({ intervals: [0] })
    },
  }
}
