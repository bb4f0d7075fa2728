export { type Answer, type Client, client, idIn, type Sent } from './client.ts'
export { forEachTest, forSuite } from './for-suite.ts'
export { newId, newName } from './ids.ts'
export { commandsDuring } from './monitor.ts'
export { type Paused, pauseCall, pausePoint } from './pause.ts'
export { type RedisFixture, startRedis } from './redis.ts'
export { type RedisClusterFixture, startRedisCluster } from './redis-cluster.ts'
export { freePort, localServer, type RedisServer } from './redis-server.ts'
export {
  buildSpring,
  missingForSpring,
  type SpringProcess,
  startSpring,
} from './spring-boot.ts'
export { dial, received, sendRaw } from './tcp-client.ts'
export { until } from './until.ts'
