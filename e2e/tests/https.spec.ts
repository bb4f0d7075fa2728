import { connect } from 'node:tls'
import { expect, test } from '../support/fixtures.ts'
import { openSandboxLoggedIn, press } from '../support/page.ts'
import { logIn, signUp } from '../support/users.ts'
import { english } from '../support/words.ts'

/** The negotiated TLS version, or the error. */
function tlsVersion(baseUrl: string, version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<string> {
  const { hostname, port } = new URL(baseUrl)
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname,
      port: Number(port),
      minVersion: version,
      maxVersion: version,
      rejectUnauthorized: false,
    })
    socket.once('secureConnect', () => {
      resolve(socket.getProtocol() ?? '')
      socket.destroy()
    })
    socket.once('error', (error) => resolve(error.message))
  })
}

test('S7 S18 S26 TLS=on: only HTTPS, and cookies only for HTTPS', { tag: '@own-stack' }, async ({
  newClient,
  browser,
  startStack,
}) => {
  test.slow()
  const tlsStack = await startStack({ TLS: 'on', ALLOWED_HOSTS: 'example.com' })
  const client = await newClient({ baseURL: tlsStack.baseUrl })

  await test.step('1. cookies are valid for this host only, over HTTPS', async () => {
    const user = await signUp(client)
    const response = await logIn(client, user)
    const cookies = response
      .headersArray()
      .filter(({ name }) => name.toLowerCase() === 'set-cookie')
      .map(({ value }) => value)
    const session = cookies.find((cookie) => cookie.startsWith('__Host-sid='))
    expect(session?.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ])
    const isolated = await logIn(client, user, '/api/isolated')
    expect(isolated.headers()['set-cookie']).toMatch(/^__Secure-isolated_sid=.*Secure/m)
    for (let i = 0; i < 4; i += 1) expect((await client.get('/api/me')).status()).toBe(200)
  })

  await test.step('2. the browser hides them from scripts, and deletes them at the logout', async () => {
    const page = await browser.newPage({ baseURL: tlsStack.baseUrl, ignoreHTTPSErrors: true })
    await openSandboxLoggedIn(page, await signUp(client))
    const sessionCookie = async () =>
      (await page.context().cookies()).find(({ name }) => name === '__Host-sid')
    const flags = { secure: true, httpOnly: true, sameSite: 'Lax', path: '/' }
    expect(await sessionCookie()).toMatchObject(flags)
    expect(await page.evaluate(() => document.cookie)).not.toContain('sid')
    await press(page, english.logOut)
    await expect.poll(sessionCookie).toBeUndefined()
    await page.close()
  })

  await test.step('3. every answer has HSTS, errors too, except for names of this machine', async () => {
    for (const path of ['/', '/api/me', '/nothing', '/assets/nothing']) {
      const send = async (host: string) => (await client.get(path, { headers: { host } })).headers()
      expect((await send('example.com'))['strict-transport-security']).toBe('max-age=31536000')
      for (const host of ['localhost', new URL(tlsStack.baseUrl).host])
        expect((await send(host))['strict-transport-security']).toBeUndefined()
    }
  })

  await test.step('4. plain HTTP with a foreign host name is not redirected', async () => {
    const plain = await client.get(`${tlsStack.baseUrl.replace('https:', 'http:')}/api/me`, {
      headers: { host: 'evil.example' },
      maxRedirects: 0,
    })
    expect(plain.status()).toBe(421)
    expect(plain.headers().location).toBeUndefined()
    const https = await client.get('/api/me', { headers: { host: 'evil.example' } })
    expect(https.status()).toBe(421)
  })

  await test.step('5. no insecure version of TLS', async () => {
    expect(await tlsVersion(tlsStack.baseUrl, 'TLSv1.3')).toBe('TLSv1.3')
    expect(await tlsVersion(tlsStack.baseUrl, 'TLSv1.2')).toBe('TLSv1.2')
    expect(await tlsVersion(tlsStack.baseUrl, 'TLSv1.1')).not.toMatch(/^TLS/)
  })
})
