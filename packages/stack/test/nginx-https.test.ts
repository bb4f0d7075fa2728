// Plain HTTP with TLS=on.
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startNginx } from './support/real-nginx.ts'

suite('nginx with TLS=on', () => {
  let nginx: Awaited<ReturnType<typeof startNginx>>
  before(async () => {
    nginx = await startNginx(2, { TLS: 'on' })
  })
  after(() => nginx.stop())

  for (const name of ['HTTP', 'HTTPS']) {
    test(`redirects plain HTTP on the port of ${name}, and browsers keep nothing that outlives TLS=on`, async () => {
      const url = new URL(`${nginx.url}?a=b`)
      if (name === 'HTTPS') url.port = String(nginx.tlsPort)
      const answer = await fetch(url, { method: 'POST', redirect: 'manual' })
      assert.equal(answer.status, 308)
      const target = `https://127.0.0.1:${nginx.tlsPort}/api/anything?a=b`
      assert.equal(answer.headers.get('location'), target)
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      assert.equal(answer.headers.get('strict-transport-security'), null)
    })
  }
})
