// The operator's commands while users are logged in. For local processes see packages/stack/test/rotate-secrets.test.ts and
// backend/test/security/revoke-command.test.ts.
import { expect, test } from '../support/fixtures.ts'
import { onBoth, statusOnBoth } from '../support/turns.ts'
import { cookieOf, signUpAndLogIn } from '../support/users.ts'

test('S9 S10 S23 secrets rotate and all sessions stay logged in; then one user is revoked, then all', {
  tag: ['@own-stack', '@compose'],
}, async ({ request, newClient, stack }) => {
  test.slow()
  const other = await newClient()
  const user = await signUpAndLogIn(request)
  await signUpAndLogIn(other)
  const cookie = await cookieOf(request)

  await test.step('1. make rotate-secrets', async () => {
    expect(await stack.make?.('rotate-secrets')).toContain('All sessions stay logged in')
    expect(await statusOnBoth(request)).toEqual(onBoth(200))
    expect(await statusOnBoth(other)).toEqual(onBoth(200))
    // The same session in a newly signed cookie.
    const renewed = await cookieOf(request)
    expect(renewed).not.toBe(cookie)
    expect(renewed?.split('.')[0]).toBe(cookie?.split('.')[0])
  })

  await test.step('2. make revoke USER=…', async () => {
    expect(await stack.make?.('revoke', `USER=${user.username}`)).toContain('1 session revoked.')
    expect(await statusOnBoth(request)).toEqual(onBoth(401))
    expect(await statusOnBoth(other)).toEqual(onBoth(200))
  })

  await test.step('3. make revoke ALL=yes', async () => {
    await stack.make?.('revoke', 'ALL=yes')
    expect(await statusOnBoth(other)).toEqual(onBoth(401))
  })
})
