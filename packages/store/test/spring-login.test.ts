import assert from 'node:assert/strict'
import { test } from 'node:test'
import { springLogin } from '../src/index.ts'

const authorities = [
  'java.util.Collections$UnmodifiableRandomAccessList',
  [{ authority: 'ROLE_READER' }, { authority: 5 }, null],
]
const session = (authentication: unknown) => ({ SPRING_SECURITY_CONTEXT: { authentication } })

for (const principal of [{ username: 'ada' }, { name: 'ada' }, 'ada']) {
  test(`the login of a principal ${JSON.stringify(principal)}`, () => {
    const login = springLogin(session({ authenticated: true, principal, authorities }))
    assert.deepEqual(login, { name: 'ada', authorities: ['ROLE_READER'] })
  })
}

for (const [what, value] of [
  ['nothing', undefined],
  ['no context', {}],
  ['a context that is no object', { SPRING_SECURITY_CONTEXT: 'ada' }],
  ['an empty context', session(null)],
  ['an authentication that failed', session({ authenticated: false, principal: 'ada' })],
  ['an authentication without a principal', session({ authenticated: true })],
  ['a principal without a name', session({ authenticated: true, principal: { id: 1 } })],
  ['an empty name', session({ authenticated: true, principal: '' })],
] as const) {
  test(`${what} is no login`, () => {
    assert.equal(springLogin(value), undefined)
  })
}

test('a login without authorities has none', () => {
  const login = springLogin(session({ authenticated: true, principal: 'ada', authorities: 'all' }))
  assert.deepEqual(login, { name: 'ada', authorities: [] })
})
