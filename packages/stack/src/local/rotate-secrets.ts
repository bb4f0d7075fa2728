/** Replaces the cookie secrets and Redis passwords of a running stack. All sessions stay logged in. */
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import type { RedisNode } from '../types.ts'
import { redisServices, restartBackends } from './lifecycle.ts'
import { checkout, type StackPaths } from './paths.ts'
import { handToServices, prepare } from './prepare.ts'
import { redisCliArguments, redisCliEnvironment, redisCliProgram } from './redis-cli.ts'
import { type RunState, writeState } from './run-state.ts'
import { serviceSpecs } from './services.ts'

export async function rotateSecrets(
  paths: StackPaths,
  state: RunState,
  say: (line: string) => void,
): Promise<void> {
  const user = await prepare(paths, state, say)
  const specs = () => serviceSpecs(paths, state, user)
  const stack = { state, specs: specs() }
  async function step(name: 'begin' | 'take' | 'switch' | 'end'): Promise<void> {
    const script = join(checkout, 'deploy', 'secrets', 'make-secrets.sh')
    const env = { ...process.env, ROTATE: name, TOPOLOGY: state.redis.topology }
    await runCommand('sh', [script, paths.secrets], { env })
    handToServices(paths, user)
  }
  /** ACL LOAD makes Redis close all connections. The backends reconnect within a moment. */
  async function reloadUsers(): Promise<void> {
    for (const service of redisServices(state)) {
      const port = state.redis.ports[service as RedisNode] ?? state.ports.redis
      const args = ['-e', ...redisCliArguments(port), 'ACL', 'LOAD']
      await runCommand(redisCliProgram(), args, { env: redisCliEnvironment(paths) })
    }
  }
  await step('begin')
  await reloadUsers()
  await step('take')
  // Both backends must accept the new cookie secret before one of them signs with it.
  await restartBackends(paths, stack)
  await step('switch')
  await restartBackends(paths, stack)
  await step('end')
  await reloadUsers()

  // Redis has loaded its new users. Store their fingerprint, or the next `up` would restart it.
  const rotated = specs()
  for (const service of redisServices(state)) {
    const [record, spec] = [state.services[service], rotated[service]]
    if (record && spec) record.fingerprint = spec.fingerprint
  }
  writeState(paths.state, state)
}
