/** Locators and actions of the page. Its texts are in support/words.ts. */
import { expect, type Locator, type Page } from '@playwright/test'
import type { User } from './users.ts'
import { english, type Words } from './words.ts'

export type Realm = 'shared' | 'isolated' | 'blob'

/** The content of one request's cell. */
export interface Cell {
  number: number
  request: string
  requestId: string
  realm: string
  servedBy: string
  status: number
  authenticated: string
}

/** The sandbox is step 10. It shows every control, including the account form. */
export const sandbox = 10

export function stripOf(page: Page, words: Words = english): Locator {
  return page.getByRole('list', { name: words.requestList })
}

/** The cells of the open step's last twenty requests; on a narrow screen, of the last eight. */
export function cellsIn(page: Page, words: Words = english): Locator {
  return stripOf(page, words).getByRole('listitem')
}

export function accountOn(page: Page): Locator {
  return page.getByRole('region', { name: english.account })
}

/** Opens the page at a step, and waits until it has asked who the visitor is. */
export async function openStep(page: Page, step: number, words: Words = english): Promise<void> {
  // A change of the hash alone does not reload the page.
  if (page.url() !== 'about:blank') await page.goto('about:blank')
  await page.goto(`/#step=${step}`)
  await expectSent(page, step === 6 ? 2 : 1, words)
}

export async function openSandbox(page: Page, words: Words = english): Promise<void> {
  await openStep(page, sandbox, words)
}

/** Waits until the page has sent this many requests since it was loaded, and all of them are answered. */
export async function expectSent(page: Page, count: number, words: Words = english): Promise<void> {
  await expect(cellsIn(page, words).last()).toHaveAttribute('data-number', String(count))
  await expect(stripOf(page, words)).toHaveAttribute('aria-busy', 'false')
}

export async function fillIn(page: Page, user: User): Promise<void> {
  await page.getByLabel(english.username, { exact: true }).fill(user.username)
  await page.getByLabel(english.password, { exact: true }).fill(user.password)
}

export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

/** Opens the sandbox and logs in there. Sends two requests. */
export async function openSandboxLoggedIn(page: Page, user: User): Promise<void> {
  await openSandbox(page)
  await fillIn(page, user)
  await press(page, english.logIn)
  await expectSent(page, 2)
}

/** Chooses the sandbox's store. Sends one request if the page does not know yet who the visitor is in that store. */
export async function chooseRealm(page: Page, realm: Realm): Promise<void> {
  await page.getByRole('radio', { name: english.realms[realm], exact: true }).check()
}

export async function readCells(page: Page, words: Words = english): Promise<Cell[]> {
  const data = await cellsIn(page, words).evaluateAll((cells) =>
    cells.map((cell) => ({ ...(cell as HTMLElement).dataset })),
  )
  return data.map((cell) => ({
    number: Number(cell.number),
    request: cell.request ?? '',
    requestId: cell.requestId ?? '',
    realm: cell.realm ?? '',
    servedBy: cell.servedBy ?? '',
    status: Number(cell.status),
    authenticated: cell.authenticated ?? '',
  }))
}
