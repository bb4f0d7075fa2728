import { expect, test } from '../support/fixtures.ts'
import { expectStrictTurns, servedBy } from '../support/turns.ts'

test('the two backends answer twenty requests in strict turns', async ({ request }) => {
  const names: (string | undefined)[] = []
  for (let i = 0; i < 20; i++) names.push(servedBy(await request.get('/api/me')))
  expectStrictTurns(names)
})

test('turns stay strict over new connections and different clients', async ({ newClient }) => {
  const names: (string | undefined)[] = []
  for (let i = 0; i < 10; i++) {
    const client = await newClient()
    names.push(servedBy(await client.get('/api/me')), servedBy(await client.post('/api/logout')))
  }
  expectStrictTurns(names)
})

test('static files do not count in the rotation', async ({ request }) => {
  const first = servedBy(await request.get('/api/me'))
  expect((await request.get('/')).status()).toBe(200)
  expect((await request.get('/favicon.svg')).status()).toBe(200)
  expectStrictTurns([first, servedBy(await request.get('/api/me'))])
})
