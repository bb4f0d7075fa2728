import { expect, test } from '../support/fixtures.ts'
import { backends, servedBy } from '../support/turns.ts'
import { signUpAndLogIn } from '../support/users.ts'

test('fifty parallel additions through both backends count fifty', async ({ request }) => {
  await signUpAndLogIn(request)
  const responses = await Promise.all(
    Array.from({ length: 50 }, () => request.post('/api/cart/book')),
  )

  expect(responses.map((response) => response.status())).toEqual(Array(50).fill(200))
  expect(new Set(responses.map(servedBy))).toEqual(new Set(backends))
  // Each answer has a different count: no addition was lost or counted twice.
  const counts = await Promise.all(
    responses.map(async (response) => (await response.json()).items.book),
  )
  expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  expect(await (await request.get('/api/cart')).json()).toEqual({ items: { book: 50 } })
})

test('changes to different items at the same moment do not undo each other', async ({
  request,
}) => {
  await signUpAndLogIn(request)
  await request.put('/api/cart/old', { data: { quantity: 1 } })
  const items = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`item-${index}`, index + 1]),
  )

  const responses = await Promise.all([
    ...Object.entries(items).map(([item, quantity]) =>
      request.put(`/api/cart/${item}`, { data: { quantity } }),
    ),
    request.post('/api/cart/pen'),
    request.delete('/api/cart/old'),
  ])
  expect(responses.every((response) => response.ok())).toBe(true)
  expect(await (await request.get('/api/cart')).json()).toEqual({ items: { ...items, pen: 1 } })
})
