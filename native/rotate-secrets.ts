/** New cookie secrets and Redis passwords for a stack that goes on serving: nobody is logged out. */
import { join } from 'node:path'
import { restartBackends } from './lifecycle.ts'
import { checkout, type StackPaths } from './paths.ts'
import { handToServices, prepare } from './prepare.ts'
import { redisCliArguments, redisCliEnvironment, redisCliProgram } from './redis-cli.ts'
import { runCommand } from './run-command.ts'
import { type RunState, writeState } from './run-state.ts'
import { serviceSpecs } from './services.ts'

export async function rotateSecrets(
  paths: StackPaths,
  state: RunState,
  say: (line: string) => void,
): Promise<void> {
  const user = await prepare(paths, state.ports, state.settings, say)
  const specs = () => serviceSpecs(paths, state.ports, state.settings, user)
  const stack = { state, specs: specs() }
  async function step(name: 'begin' | 'take' | 'switch' | 'end'): Promise<void> {
    const script = join(checkout, 'secrets', 'make-secrets.sh')
    await runCommand('sh', [script, paths.secrets], { env: { ...process.env, ROTATE: name } })
    handToServices(paths, user)
  }
  /** Redis ends all connections when it does; the backends are back after a moment. */
  async function reloadUsers(): Promise<void> {
    const args = ['-e', ...redisCliArguments(state.ports.redis), 'ACL', 'LOAD']
    await runCommand(redisCliProgram(), args, { env: redisCliEnvironment(paths) })
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
  const redis = state.services.redis
  if (redis) redis.fingerprint = specs().redis.fingerprint
  writeState(paths.state, state)
}
