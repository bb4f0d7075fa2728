/** The lesson as a visitor takes it: each step is passed by doing what its text asks for. */
import { expect, type Locator, type Page } from '@playwright/test'
import { press, readCells, stripOf } from './page.ts'
import { english, type Words } from './words.ts'

/** The actions of a step, after the prediction. */
type Act = (page: Page, words: Words) => Promise<void>

const server = async (page: Page, words: Words) => (await readCells(page, words)).at(-1)?.servedBy

export const acts: readonly Act[] = [
  async (page, words) => {
    await press(page, words.sendTen)
  },

  async (page, words) => {
    await press(page, words.guestLogIn)
    await press(page, words.sendTen)
  },

  async (page, words) => {
    await page.getByRole('radio', { name: words.sticky }).check()
    await press(page, words.guestLogIn)
    await press(page, words.sendTen)
    await expectMet(page, 1)
    await press(page, words.stopServer((await server(page, words)) ?? ''))
    await expectMet(page, 2)
    await press(page, words.sendOne)
    await expectMet(page, 3)
    await press(page, words.reset)
    await expect(page.getByRole('button', { name: words.reset })).toBeHidden()
  },

  async (page, words) => {
    await press(page, words.guestLogIn)
    await press(page, words.sendTen)
  },

  async (page, words) => {
    await logInIfAnonymous(page, words)
    await press(page, words.startStream)
    await expectMet(page, 1)
    await press(page, words.stopServer('backend-1'))
    await expectMet(page, 3)
    await press(page, words.pauseStream)
    await press(page, words.startServer('backend-1'))
    await expect(page.getByRole('button', { name: words.reset })).toBeHidden()
  },

  async (page, words) => {
    await logInIfAnonymous(page, words)
    await press(page, words.twoBlob)
    await expectMet(page, 1)
    await press(page, words.twoDelta)
  },

  async (page, words) => {
    await logInIfAnonymous(page, words)
    await press(page, words.timeoutShort)
    // The goal is ten seconds without a request.
    await expect(goal(page, 2)).toHaveAttribute('data-met', 'true', { timeout: 20_000 })
    await press(page, words.sendTen)
    await expectMet(page, 3)
    await press(page, words.guestLogIn)
    await press(page, words.logOut)
  },

  async (page, words) => {
    await logInIfAnonymous(page, words)
    await press(page, words.secondDevice)
    await expectMet(page, 1)
    await expect(page.locator('.devices li')).toHaveCount(2)
    await press(page, words.everywhere)
    await expectMet(page, 3)
    await press(page, words.sendSecond)
  },

  async (page, words) => {
    await logInIfAnonymous(page, words)
    await press(page, words.cutRedis)
    await expect(page.getByRole('button', { name: words.connectRedis })).toBeVisible()
    await press(page, words.sendOne)
    await expectMet(page, 2)
    await expect(page.getByTestId('failure')).toBeVisible()
    await press(page, words.connectRedis)
    await expect(page.getByRole('button', { name: words.cutRedis })).toBeVisible()
    await expect(page.getByTestId('failure')).toBeHidden()
    await press(page, words.sendOne)
  },
]

export function goal(page: Page, number: number): Locator {
  return page.locator(`[data-goal="${number}"]`)
}

export async function expectMet(page: Page, ...numbers: number[]): Promise<void> {
  for (const number of numbers) await expect(goal(page, number)).toHaveAttribute('data-met', 'true')
}

/** Chooses the first prediction. The lesson accepts any of them. */
export async function predict(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('group').first().getByRole('button').first().click()
}

/** The link to a step: its name is the step's number and title. */
export function stepLink(page: Page, step: number, words: Words = english): Locator {
  const steps = page.getByRole('navigation', { name: words.stepNav })
  return steps.getByRole('link', { name: new RegExp(`^${step} \\S`) })
}

export async function expectStep(page: Page, step: number, words: Words = english): Promise<void> {
  await expect(stepLink(page, step, words)).toHaveAttribute('aria-current', 'step')
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
}

export async function expectPassed(
  page: Page,
  step: number,
  words: Words = english,
): Promise<void> {
  await expect(page.getByRole('status')).toContainText(words.stepDone(step))
  await expect(page.getByRole('region', { name: words.why, exact: true })).toBeVisible()
  await expect(stepLink(page, step, words)).toHaveAttribute('data-passed', 'true')
}

/** Presses the only primary button again and again, until the step is passed. */
export async function followPrimary(page: Page): Promise<void> {
  const primary = page.locator('main .primary')
  await expect(async () => {
    // A stream keeps the page busy.
    if (!(await page.getByRole('button', { name: english.pauseStream }).isVisible())) {
      await expect(stripOf(page)).toHaveAttribute('aria-busy', 'false')
    }
    expect(await primary.count()).toBeLessThanOrEqual(1)
    if (await page.getByRole('button', { name: english.next }).isVisible()) return
    // While the visitor waits, there is no primary button.
    if (await primary.isVisible()) await primary.click()
    expect(await page.getByRole('button', { name: english.next }).isVisible()).toBe(true)
  }).toPass({ intervals: [100], timeout: 60_000 })
  await expect(primary).toHaveText(english.next)
}

/** Logs in, unless an earlier step has done so. */
async function logInIfAnonymous(page: Page, words: Words): Promise<void> {
  await expect(stripOf(page, words)).toHaveAttribute('aria-busy', 'false')
  const guest = page.getByRole('button', { name: words.guestLogIn })
  if (await guest.isVisible()) await guest.click()
  await expect(guest).toBeHidden()
}
