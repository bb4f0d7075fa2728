/** What a visitor sees and does on the page. Names are in support/words.ts. */
import { expect, type Locator, type Page } from '@playwright/test'
import type { User } from './users.ts'
import { english, type Words } from './words.ts'

export type Realm = 'shared' | 'isolated'

/** One request, as a cell shows it. */
export interface Cell {
  number: number
  request: string
  servedBy: string
  status: number
  authenticated: string
}

export function regionOf(page: Page, realm: Realm, words: Words = english): Locator {
  return page.getByRole('region', { name: words[realm] })
}

/** Those as well that a narrow screen has no room for. */
export function cellsIn(page: Page, realm: Realm, words: Words = english): Locator {
  return regionOf(page, realm, words).getByRole('listitem', { includeHidden: true })
}

export function identityIn(page: Page, realm: Realm, words: Words = english): Locator {
  return regionOf(page, realm, words).getByTestId('identity')
}

/** Opens the page and waits until it knows who the visitor is in both realms. */
export async function openPage(page: Page, words: Words = english): Promise<void> {
  await page.goto('/')
  await expectSent(page, 1, words)
}

/** Waits until each realm has had so many requests; the page keeps the last 24. */
export async function expectSent(page: Page, count: number, words: Words = english): Promise<void> {
  await expect(cellsIn(page, 'shared', words)).toHaveCount(count)
  await expect(cellsIn(page, 'isolated', words)).toHaveCount(count)
}

export async function fillIn(page: Page, user: User, words: Words = english): Promise<void> {
  await page.getByLabel(words.username).fill(user.username)
  await page.getByLabel(words.password).fill(user.password)
}

export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

/** Opens the page and logs in there: two requests in each realm. */
export async function openPageLoggedIn(page: Page, user: User): Promise<void> {
  await openPage(page)
  await fillIn(page, user)
  await press(page, english.logIn)
  await expectSent(page, 2)
}

export async function readCells(page: Page, realm: Realm): Promise<Cell[]> {
  const data = await cellsIn(page, realm).evaluateAll((cells) =>
    cells.map((cell) => ({ ...(cell as HTMLElement).dataset })),
  )
  return data.map((cell) => ({
    number: Number(cell.number),
    request: cell.request ?? '',
    servedBy: cell.servedBy ?? '',
    status: Number(cell.status),
    authenticated: cell.authenticated ?? '',
  }))
}
