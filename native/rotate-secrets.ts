/** New cookie secrets and Redis passwords for a stack that goes on serving: nobody is logged out. */
import { join } from 'node:path'
import { redisServices, restartBackends } from './lifecycle.ts'
import { checkout, type StackPaths } from './paths.ts'
import { handToServices, prepare } from './prepare.ts'
import { redisCliArguments, redisCliEnvironment, redisCliProgram } from './redis-cli.ts'
import { runCommand } from './run-command.ts'
import { type RunState, writeState } from './run-state.ts'
import { serviceSpecs } from './services.ts'
import type { RedisNode } from './types.ts'

export async function rotateSecrets(
  paths: StackPaths,
  state: RunState,
  say: (line: string) => void,
): Promise<void> {
  const user = await prepare(paths, state, say)
  const specs = () => serviceSpecs(paths, state, user)
  const stack = { state, specs: specs() }
  async function step(name: 'begin' | 'take' | 'switch' | 'end'): Promise<void> {
    const script = join(checkout, 'secrets', 'make-secrets.sh')
    const env = { ...process.env, ROTATE: name, TOPOLOGY: state.redis.topology }
    await runCommand('sh', [script, paths.secrets], { env })
    handToServices(paths, user)
  }
  /** Redis ends all connections when it does; the backends are back after a moment. */
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
  // Each learns to verify the new cookie secret before the first one signs with it.
  await restartBackends(paths, stack)
  await step('switch')
  await restartBackends(paths, stack)
  await step('end')
  await reloadUsers()

  // Redis has its new users already: `up` must not start it anew for them.
  const rotated = specs()
  for (const service of redisServices(state)) {
    const [record, spec] = [state.services[service], rotated[service]]
    if (record && spec) record.fingerprint = spec.fingerprint
  }
  writeState(paths.state, state)
}
