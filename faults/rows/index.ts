// The rows of the table, in the order in which they run.
import type { Row } from '../row.ts'
import { backendKilled } from './backend-killed.ts'
import { redisStopped } from './redis-stopped.ts'

export const rows: readonly Row[] = [backendKilled, redisStopped]
