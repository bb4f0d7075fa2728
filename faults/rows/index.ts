// The rows of the table, in the order in which they run.
import type { Row } from '../row.ts'
import { backendsDown, backendsFrozen, rollingRestart } from './all-backends.ts'
import { hostileInput } from './hostile-input.ts'
import { loginsAtOnce } from './logins-at-once.ts'
import {
  addressChanged,
  backendFrozen,
  backendKilled,
  backendStalling,
  backendStopped,
} from './one-backend.ts'
import { oneVisitor } from './one-visitor.ts'
import {
  redisCut,
  redisFrozen,
  redisFull,
  redisKilled,
  redisKilledLarge,
  redisStopped,
} from './redis.ts'
import { clusterPrimaryLost, sentinelFailover } from './redis-nodes.ts'
import { slowClients } from './slow-clients.ts'

export const rows: readonly Row[] = [
  ...[backendKilled, backendFrozen, backendStalling, backendStopped],
  ...[rollingRestart, backendsDown, backendsFrozen, addressChanged],
  ...[redisStopped, redisFrozen, redisKilled, redisKilledLarge, redisCut, redisFull],
  ...[loginsAtOnce, hostileInput, slowClients, oneVisitor],
  ...[sentinelFailover, clusterPrimaryLost],
]
