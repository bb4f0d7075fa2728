// A Redis Cluster for one test file: three primaries without replicas, as local processes on free ports.
import { once } from 'node:events'
import { Cluster, Redis } from 'ioredis'
import { localServer, type RedisServer } from './redis-server.ts'
import { until } from './until.ts'

export interface RedisClusterFixture {
  /** A client of the cluster. */
  connect(): Promise<Cluster>
  close(): Promise<void>
}

const SLOTS = 16_384

export async function startRedisCluster(): Promise<RedisClusterFixture> {
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '5000']
  const servers = await Promise.all([1, 2, 3].map(() => localServer(settings)))
  const clients: (Redis | Cluster)[] = []
  const close = async () => {
    for (const client of clients) client.disconnect()
    await Promise.all(servers.map((server) => server.close()))
  }
  try {
    await Promise.all(servers.map((server) => server.start()))
    const nodes = servers.map(({ url }) => new Redis(url, { retryStrategy: () => 20 }))
    clients.push(...nodes)
    for (const node of nodes) node.on('error', () => {})
    const [first] = servers as [RedisServer]
    await Promise.all(
      nodes.map(async (node, i) => {
        const range = [i, i + 1].map((part) => Math.ceil((part * SLOTS) / nodes.length))
        await node.cluster('ADDSLOTSRANGE', Number(range[0]), Number(range[1]) - 1)
      }),
    )
    for (const node of nodes.slice(1)) await node.cluster('MEET', '127.0.0.1', first.port)
    for (const node of nodes) {
      await until(async () => String(await node.cluster('INFO')).includes('cluster_state:ok'), {
        what: 'the cluster',
      })
      await until(
        async () =>
          String(await node.cluster('NODES'))
            .trim()
            .split('\n').length === 3,
      )
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    async connect() {
      const cluster = new Cluster(servers.map(({ port }) => ({ host: '127.0.0.1', port })))
      clients.push(cluster)
      cluster.on('error', () => {})
      if (cluster.status !== 'ready') await once(cluster, 'ready')
      return cluster
    },
    close,
  }
}
