// The rows of the table, in the order in which they run.
import type { Row } from '../row.ts'
import { addressChanged } from './address-changed.ts'
import { backendFrozen } from './backend-frozen.ts'
import { backendKilled } from './backend-killed.ts'
import { backendStalling } from './backend-stalling.ts'
import { backendStopped } from './backend-stopped.ts'
import { backendsDown } from './backends-down.ts'
import { backendsFrozen } from './backends-frozen.ts'
import { clusterPrimaryLost } from './cluster-primary-lost.ts'
import { hostileInput } from './hostile-input.ts'
import { loginsAtOnce } from './logins-at-once.ts'
import { redisCut } from './redis-cut.ts'
import { redisFrozen } from './redis-frozen.ts'
import { redisFull } from './redis-full.ts'
import { redisKilled } from './redis-killed.ts'
import { redisKilledLarge } from './redis-killed-large.ts'
import { redisStopped } from './redis-stopped.ts'
import { rollingRestart } from './rolling-restart.ts'
import { sentinelFailover } from './sentinel-failover.ts'
import { slowClients } from './slow-clients.ts'

export const rows: readonly Row[] = [
  backendKilled,
  backendFrozen,
  backendStalling,
  backendStopped,
  rollingRestart,
  backendsDown,
  backendsFrozen,
  addressChanged,
  redisStopped,
  redisFrozen,
  redisKilled,
  redisKilledLarge,
  redisCut,
  redisFull,
  loginsAtOnce,
  hostileInput,
  slowClients,
  sentinelFailover,
  clusterPrimaryLost,
]
