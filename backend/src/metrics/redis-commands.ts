import type { Cluster, Redis } from 'ioredis'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { shareAway } from '../redis-client.ts'

/** Metrics of the Redis client that sessions and users use. */
export function redisCommands(registry: Registry, client: Redis | Cluster): void {
  const registers = [registry]
  const duration = new Histogram({
    name: 'redis_round_trip_duration_seconds',
    help: 'Time from a command to its answer, without commands that failed',
    buckets: [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers,
  })
  const errors = new Counter({
    name: 'redis_errors_total',
    help: 'Commands that failed: no answer, an error as the answer, or refused while the circuit is open',
    registers,
  })
  const losses = new Counter({
    name: 'redis_connection_losses_total',
    help: 'How often the connection was lost, or dropped because Redis did not answer',
    registers,
  })
  new Gauge({
    name: 'redis_circuit_open',
    help: '1 while Redis is away and requests that need it get 503 at once; for a cluster, the share of primaries away',
    registers,
    collect() {
      this.set(shareAway(client))
    },
  })

  const { sendCommand } = client
  // `rest`: a cluster client also passes the node that it has chosen.
  client.sendCommand = (command: Parameters<Redis['sendCommand']>[0], ...rest: unknown[]) => {
    const began = performance.now()
    const reply = Reflect.apply(sendCommand, client, [command, ...rest])
    command.promise.then(
      () => duration.observe((performance.now() - began) / 1000),
      () => errors.inc(),
    )
    return reply
  }
  let isConnected = false
  client.on('ready', () => {
    isConnected = true
  })
  client.on('close', () => {
    if (isConnected) losses.inc()
    isConnected = false
  })
}
