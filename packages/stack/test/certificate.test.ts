// The certificate that `TLS=on` uses when no other is given.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { checkout } from '../src/paths.ts'
import { runCommand } from '../src/run-command.ts'

const script = join(checkout, 'deploy', 'secrets', 'make-certificate.sh')
const day = 86_400_000

function startIn(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'session-certificate-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const start = async () => {
    await runCommand('sh', [script, directory])
    return new X509Certificate(readFileSync(join(directory, 'certificate.pem')))
  }
  return { directory, start }
}

test('the self-signed certificate is for this machine only, and no CA', async (t) => {
  const { directory, start } = startIn(t)
  const certificate = await start()
  assert.equal(certificate.ca, false)
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1']) // serverAuth
  for (const host of ['127.0.0.1', '::1']) assert.equal(certificate.checkIP(host), host)
  assert.equal(certificate.checkHost('localhost'), 'localhost')
  const days = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / day
  assert.ok(days > 30 && days <= 397, `${days} days`)
  for (const name of readdirSync(directory))
    assert.equal(statSync(join(directory, name)).mode & 0o077, 0, name)
})

test('a start keeps the certificate, and replaces one that is a CA', async (t) => {
  const { directory, start } = startIn(t)
  const { fingerprint256 } = await start()
  assert.equal((await start()).fingerprint256, fingerprint256)

  const files = ['self-signed-key.pem', 'self-signed.pem'].map((name) => join(directory, name))
  const request = ['req', '-x509', '-newkey', 'rsa', '-nodes', '-days', '365', '-subj', '/CN=CA']
  const [key = '', pem = ''] = files
  await runCommand('openssl', [...request, '-keyout', key, '-out', pem])
  assert.equal(new X509Certificate(readFileSync(pem)).ca, true)
  assert.equal((await start()).ca, false)
})
