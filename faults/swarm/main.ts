// make swarm-test: three hosts, the stack of deploy/swarm on them, and what breaks it there.
import { fileURLToPath } from 'node:url'
import { report, runRows, stopAfter } from '../run-rows.ts'
import { settingsFrom } from '../settings.ts'
import { removeAll } from './project.ts'
import { rows } from './rows.ts'
import { startSwarm } from './swarm.ts'

/** The services' logs, after a failure. */
const LOGS = fileURLToPath(new URL('../results/swarm-logs/', import.meta.url))

const settings = settingsFrom({ DURATION: '0', ...process.env })
// Removes what a killed run has left.
await removeAll()
const results = await stopAfter(removeAll, async () => {
  const began = performance.now()
  const stack = await startSwarm()
  console.log(`three hosts, and the stack: ${((performance.now() - began) / 1000).toFixed(1)} s`)
  const results = await runRows(rows, stack, settings)
  if (results.some(({ reasons }) => reasons.length > 0)) await stack.collectLogs(LOGS)
  return results
})
await report('swarm', settings, results)
