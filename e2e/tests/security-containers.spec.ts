// Inspects the running containers, because they can differ from the Compose file.
import { expect, test } from '../support/fixtures.ts'

interface Container {
  Config: { User: string; Env: string[] }
  HostConfig: {
    ReadonlyRootfs: boolean
    Privileged: boolean
    CapDrop: string[] | null
    CapAdd: string[] | null
    SecurityOpt: string[] | null
    Init: boolean | null
    Memory: number
    LogConfig: { Type: string; Config: Record<string, string> }
    PidsLimit: number | null
    PidMode: string
    NetworkMode: string
  }
  Mounts: { Type: string; Source: string; Destination: string; RW: boolean }[]
  NetworkSettings: {
    Networks: Record<string, unknown>
    Ports: Record<string, { HostIp: string }[] | null>
  }
}

/** The container's networks, and its writable mounts except tmpfs. */
const services: Record<string, { networks: string[]; writes: string[] }> = {
  nginx: { networks: ['app', 'edge'], writes: [] },
  'backend-1': { networks: ['app', 'data'], writes: [] },
  'backend-2': { networks: ['app', 'data'], writes: [] },
  redis: { networks: ['data'], writes: ['/data'] },
  secrets: { networks: ['none'], writes: ['/data'] },
}

test('containers are hardened', { tag: ['@own-stack', '@compose'] }, async ({ stack }) => {
  const containers = (await stack.inspect?.()) as Record<string, Container>
  expect(Object.keys(containers)).toEqual(expect.arrayContaining(Object.keys(services)))

  for (const [service, { Config, HostConfig, Mounts, NetworkSettings }] of Object.entries(
    containers,
  )) {
    await test.step(service, async () => {
      expect(Config.User).toMatch(/^(nginx|node|redis|101)$/)
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        Privileged: false,
        CapDrop: ['ALL'],
        Init: true,
        PidMode: '',
      })
      expect(HostConfig.CapAdd ?? []).toEqual([])
      expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true')
      for (const limit of ['Memory', 'PidsLimit'] as const) {
        expect(HostConfig[limit], limit).toBeGreaterThan(0)
      }
      expect(HostConfig.LogConfig).toEqual({
        Type: 'json-file',
        Config: { 'max-size': '10m', 'max-file': '3' },
      })

      // No secrets in the environment, and no proxy.
      expect(Config.Env.join('\n')).not.toMatch(/(SECRET|PASSWORD|KEY)S?=/)
      expect(Config.Env).toEqual(expect.arrayContaining(['NO_PROXY=*', 'no_proxy=*']))
      // No files from the checkout: a remote engine does not have them. /dev/null stands for the user's own files.
      const fromHost = Mounts.filter(
        ({ Type, Source }) => Type === 'bind' && Source !== '/dev/null',
      )
      expect(fromHost).toEqual([])

      const expected = services[service]
      if (!expected) return
      const writable = Mounts.filter(({ Type, RW }) => RW && Type !== 'tmpfs')
      expect(writable.map(({ Destination }) => Destination)).toEqual(expected.writes)
      const networks = Object.keys(NetworkSettings.Networks).map((name) => name.replace(/.*_/, ''))
      expect(networks.sort()).toEqual(expected.networks)
    })
  }

  await test.step('only nginx is reachable, and only from this machine', async () => {
    for (const [service, { NetworkSettings }] of Object.entries(containers)) {
      const published = Object.values(NetworkSettings.Ports).flatMap((bindings) => bindings ?? [])
      expect(published.map(({ HostIp }) => HostIp).filter((ip) => ip !== '127.0.0.1')).toEqual([])
      expect(published.length > 0).toBe(service === 'nginx')
    }
  })
})
