/** nginx finds its backends by DNS, as in Swarm and Kubernetes: one name, with the addresses of all backends. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { nginxIsAtLeast } from '../src/local/nginx-config.ts'
import { checkout } from '../src/paths.ts'
import { freePort } from '../src/ports.ts'
import { runCommand } from '../src/run-command.ts'
import { until } from '../src/until.ts'
import { startDnsServer } from './support/dns-server.ts'
import { startNginx } from './support/real-nginx.ts'

const resolves =
  nginxIsAtLeast(1, 27, 3) || 'nginx before 1.27.3 cannot resolve the servers of an upstream'
// All backends have the same port. Only Linux has these loopback addresses without further settings.
const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const

test('nginx follows the addresses of a name: in turns and sticky', {
  skip: resolves === true ? process.platform !== 'linux' : resolves,
}, async (t) => {
  const dns = await startDnsServer()
  t.after(() => dns.close())
  const port = await freePort()
  const servers = await Promise.all(ADDRESSES.map((address) => serve(address, port)))
  t.after(() => servers.forEach((server) => void server.close()))
  const nginx = await startNginx(
    2,
    { LAB: 'off' },
    {
      BACKENDS: `backend.test:${port}`,
      CONTROLS: '',
      UPSTREAM_SERVER_PARAMS: ' resolve',
      RESOLVER: `resolver 127.0.0.1:${dns.port} valid=1s ipv6=off;`,
    },
  )
  t.after(() => nginx.stop())
  const ask = async (cookie = '') => {
    const answer = await fetch(nginx.url, { headers: { connection: 'close', cookie } })
    return answer.ok ? answer.text() : String(answer.status)
  }
  /** The addresses that answer six requests. */
  const asked = async (cookie?: string) => {
    const answers = new Set<string>()
    for (let i = 0; i < 6; i += 1) answers.add(await ask(cookie))
    return [...answers].sort()
  }
  const follows = (addresses: readonly string[]) =>
    until(async () => (await asked()).join() === addresses.join(), 10_000)

  assert.deepEqual(await asked(), ['503'], 'without any address')
  for (const address of ADDRESSES) dns.addresses.add(address)
  assert.ok(await follows(ADDRESSES), nginx.output())

  const homes = new Set<string>()
  for (let i = 0; i < 20; i += 1) {
    const visitor = i.toString(16).padStart(2, '0').repeat(16)
    const [home = '', ...others] = await asked(`routing=sticky; visitor=${visitor}`)
    assert.deepEqual(others, [], 'a sticky visitor stays with one backend')
    homes.add(home)
  }
  assert.deepEqual(homes, new Set(ADDRESSES))

  dns.addresses.delete(ADDRESSES[0])
  assert.ok(await follows(ADDRESSES.slice(1)), nginx.output())
})

suite('RESOLVER=auto', () => {
  for (const [servers, directive] of Object.entries({
    '127.0.0.11': 'resolver 127.0.0.11 valid=2s ipv6=off;',
    '10.96.0.10 10.96.0.11': 'resolver 10.96.0.10 10.96.0.11 valid=2s ipv6=off;',
    'fd00::a': 'resolver [fd00::a] valid=2s;',
  })) {
    test(`is the name servers of resolv.conf: ${servers}`, async (t) => {
      const directory = mkdtempSync(join(tmpdir(), 'resolver-test-'))
      t.after(() => rmSync(directory, { recursive: true }))
      const lines = servers.split(' ').map((server) => `nameserver ${server}\n`)
      const RESOLV_CONF = join(directory, 'resolv.conf')
      writeFileSync(RESOLV_CONF, `search example\n${lines.join('')}options ndots:5\n`)
      const sources = join(checkout, 'nginx')
      await runCommand('sh', [join(sources, 'render.sh'), join(sources, 'templates'), directory], {
        env: { PATH: process.env.PATH, RESOLVER: 'auto', RESOLV_CONF },
      })
      assert.ok(readFileSync(join(directory, 'runtime.conf'), 'utf8').includes(`\n${directive}\n`))
    })
  }
})

async function serve(address: string, port: number): Promise<Server> {
  const server = createServer((_, response) => response.end(address)).listen(port, address)
  await once(server, 'listening')
  return server
}
