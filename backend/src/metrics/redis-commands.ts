import type { Cluster, Redis } from 'ioredis'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { shareAway } from '../redis-client.ts'

/** Of the connection that sessions and users depend on. */
export function redisCommands(registry: Registry, client: Redis | Cluster): void {
  const registers = [registry]
  const duration = new Histogram({
    name: 'redis_round_trip_duration_seconds',
    help: 'Time between a command to Redis and its answer, an error excepted',
    buckets: [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers,
  })
  const errors = new Counter({
    name: 'redis_errors_total',
    help: 'Commands without an answer, or with an error for one; all that are refused while the circuit is open',
    registers,
  })
  const losses = new Counter({
    name: 'redis_connection_losses_total',
    help: 'How often the connection was lost, or dropped because Redis did not answer',
    registers,
  })
  new Gauge({
    name: 'redis_circuit_open',
    help: '1 while Redis is taken to be away, and all that needs it is answered 503 at once; of a cluster, the share that is',
    registers,
    collect() {
      this.set(shareAway(client))
    },
  })

  const { sendCommand } = client
  // The third, of a cluster: a node that has been chosen already.
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
