/** Step 6: the pictures of two changes at the same moment show what the servers read and wrote. */
import { expect, test } from '../support/fixtures.ts'
import { expectPassed, predict } from '../support/lesson.ts'
import { openStep, press } from '../support/page.ts'
import { english } from '../support/words.ts'

test('read, read, write, write: a whole session erases the other change, a delta does not', async ({
  page,
}) => {
  const { race, items, cartOf } = english
  await openStep(page, 6)
  await predict(page)
  await press(page, english.guestLogIn)
  await press(page, english.twoBlob)
  const lines = (caption: string) =>
    page.getByRole('figure', { name: caption }).getByRole('listitem')

  const whole = lines(cartOf.blob)
  await expect(whole).toHaveCount(5)
  // One item was written and erased, the other one is left.
  const texts = await whole.allInnerTexts()
  const [erased = '', kept = ''] = [items.book, items.pen].toSorted((a) =>
    texts[2]?.includes(a) ? -1 : 1,
  )
  await expect(whole).toContainText([
    new RegExp(`${race.reads(1)}.*${race.nothing}`, 's'),
    new RegExp(`${race.reads(2)}.*${race.nothing}`, 's'),
    new RegExp(`${race.writes(1)}.*${erased} 1.*${race.erased}.*SET session:blob:`, 's'),
    new RegExp(`${race.writes(2)}.*${kept} 1.*SET session:blob:`, 's'),
    new RegExp(`${race.holds}.*${kept} 1$`, 's'),
  ])
  await expect(whole.nth(3)).not.toContainText(race.erased)
  await expect(whole.nth(4)).not.toContainText(erased)

  await press(page, english.twoDelta)
  await expectPassed(page, 6)
  const deltas = lines(cartOf.shared)
  await expect(deltas).toContainText([
    new RegExp(`${race.reads(1)}.*${race.nothing}`, 's'),
    new RegExp(`${race.reads(2)}.*${race.nothing}`, 's'),
    new RegExp(`${race.writes(1)}.* \\+1.*increment session:`, 's'),
    new RegExp(`${race.writes(2)}.* \\+1.*increment session:`, 's'),
    new RegExp(
      `${race.holds}.*(${items.book} 1, ${items.pen} 1|${items.pen} 1, ${items.book} 1)$`,
      's',
    ),
  ])
  for (const line of [2, 3]) await expect(deltas.nth(line)).not.toContainText(race.erased)
})
