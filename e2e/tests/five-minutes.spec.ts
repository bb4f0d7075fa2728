/** The table "The demonstration in five minutes" of the README, row by row, in one page. */
import { readFileSync } from 'node:fs'
import { expect, test } from '../support/fixtures.ts'
import { expectMet, expectPassed, predict, stepLink } from '../support/lesson.ts'
import { openStep, press, readCells, stripOf } from '../support/page.ts'
import { backends } from '../support/turns.ts'
import { english, korean, type Words } from '../support/words.ts'

const readme = (name: string) => readFileSync(`${import.meta.dirname}/../../${name}`, 'utf8')

/** The names in italics in the table's second column. */
function namesIn(text: string): string[] {
  const rows = text.match(/^\| \d \| [^|]*\|/gm) ?? []
  return rows.flatMap((row) => [...row.matchAll(/\*([^*`]+)\*/g)].map(([, name = '']) => name))
}

for (const { file, words } of [
  { file: 'README.md', words: english },
  { file: 'README.ko.md', words: korean },
] satisfies { file: string; words: Words }[]) {
  test(`the table of ${file} names buttons of the page`, () => {
    const buttons: unknown[] = [...Object.values(words), words.stopServer('backend-1')]
    const names = namesIn(readme(file))
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((name) => !buttons.includes(name))).toEqual([])
  })
}

test('the demonstration in five minutes', async ({ page, stack }) => {
  test.slow()
  const step = (number: number, name: string, act: () => Promise<void>) =>
    test.step(`${number}. ${name}`, async () => {
      await stepLink(page, number).click()
      await predict(page)
      await act()
    })
  await openStep(page, 1)

  await step(1, 'turns', async () => {
    for (let i = 0; i < 4; i++) await press(page, english.sendOne)
    await expectPassed(page, 1)
  })
  await step(2, 'every second answer is anonymous', async () => {
    await press(page, english.guestLogIn)
    await press(page, english.sendTen)
    await expectPassed(page, 2)
    await expect(stripOf(page)).toHaveAttribute('aria-busy', 'false')
    const answers = (await readCells(page)).slice(-10).map((cell) => cell.authenticated)
    expect(answers.filter((authenticated) => authenticated === 'true')).toHaveLength(5)
  })
  await step(4, 'all are logged in, one key', async () => {
    await press(page, english.guestLogIn)
    await press(page, english.sendTen)
    await expectPassed(page, 4)
    await expect(stripOf(page)).toHaveAttribute('aria-busy', 'false')
    const cells = (await readCells(page)).slice(-10)
    expect(cells.every(({ authenticated }) => authenticated === 'true')).toBe(true)
    const keys = await stack.redisCli('KEYS', 'session:*')
    expect(keys).toContain('session:user:guest-')
    await expect(page.getByTestId('session-key')).toHaveText(/^session:/)
  })
  await step(5, 'a server stops, and nothing is lost', async () => {
    await press(page, english.startStream)
    await press(page, english.stopServer(backends[0]))
    await expectPassed(page, 5)
    await expect(page.getByRole('region', { name: english.why })).toContainText(
      english.cameDifferent(english.steps[4]?.options[0] ?? ''),
    )
  })
  await step(6, 'one change is lost, then none', async () => {
    await press(page, english.twoBlob)
    await expectMet(page, 1)
    await press(page, english.twoDelta)
    await expectPassed(page, 6)
  })
  await step(7, 'the key expires; a logout removes it', async () => {
    await press(page, english.timeoutShort)
    // Ten seconds without a request.
    await expect(page.locator('[data-goal="2"]')).toHaveAttribute('data-met', 'true', {
      timeout: 20_000,
    })
    await press(page, english.guestLogIn)
    await press(page, english.logOut)
    await expectMet(page, 1, 2, 4)
  })
  await step(9, '503, then logged in again', async () => {
    await press(page, english.guestLogIn)
    await expectMet(page, 1)
    await press(page, english.cutRedis)
    await expect(page.getByRole('button', { name: english.connectRedis })).toBeVisible()
    await press(page, english.sendOne)
    await expectMet(page, 2)
    await press(page, english.connectRedis)
    await expect(page.getByRole('button', { name: english.cutRedis })).toBeVisible()
    await press(page, english.sendOne)
    await expectPassed(page, 9)
  })
})
