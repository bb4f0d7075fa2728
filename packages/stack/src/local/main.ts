/** What packages/stack/native.sh cannot do in a shell: node main.ts COMMAND [ARGUMENT…]. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { answersThroughNginx } from '../answers-through-nginx.ts'
import { checkout, pathsIn } from '../paths.ts'
import { Problem, reason } from '../problem.ts'
import { redisServices } from '../redis-nodes.ts'
import type { Service } from '../types.ts'
import { bringUp, runningStack, tearDown } from './lifecycle.ts'
import { handToServices, makeSecrets, servicesUser } from './prepare.ts'
import { isAlive } from './process-identity.ts'
import { askNode, operatorCli, redisSettings } from './redis.ts'
import { addressOf, readState, servicesOf, stateOf, writeState } from './run-state.ts'
import { stopProcess } from './service-process.ts'
import { startService } from './start-service.ts'
import { ensureTools, isToolName } from './tools.ts'

const paths = pathsIn(process.env.STACK_DIRECTORY || join(checkout, '.run'))
const interruption = new AbortController()
const say = (line: string) => console.log(line)

const commands: Record<string, (...args: string[]) => Promise<unknown>> = {
  async up() {
    // The first signal starts the cleanup; later ones have no effect.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => interruption.abort())
    const port = Number(process.env.PORT || 8080)
    await bringUp(paths, { port, env: process.env, say, signal: interruption.signal })
  },

  async down() {
    const state = readState(paths.state)
    if (state !== undefined) await tearDown(paths, state)
  },

  async stop(service = '') {
    const record = stateOf(paths).services[service]
    if (record !== undefined) await stopProcess(record)
  },

  start: (service) => startService(paths, runningStack(paths), service as Service),

  async status() {
    const { ports, services, ...state } = stateOf(paths)
    for (const service of servicesOf({ ports, services, ...state })) {
      const record = services[service]
      const isUp = record !== undefined && isAlive(record)
      const where = `up, 127.0.0.1:${ports[service]}, process ${record?.pid}`
      say(`${service.padEnd(10)}  ${isUp ? where : 'stopped'}`)
    }
  },

  async metrics(backend = '') {
    const port = stateOf(paths).ports[backend.replace('backend', 'metrics')]
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
    say(await answer.text())
  },

  'redis-cli': () => {
    const { script, env } = operatorCli(paths, stateOf(paths))
    return handOver('sh', [script], env)
  },

  revoke: (...args) =>
    handOver(process.execPath, [join(checkout, 'backend/src/revoke.ts'), ...args], {
      ...process.env,
      ...redisSettings(stateOf(paths), 'operator', paths),
    }),

  async 'until-asked'(backend = '') {
    await answersThroughNginx(addressOf(stateOf(paths)), [backend]).catch((error) => {
      // nginx does not run.
      if (error.code !== 'ECONNREFUSED') throw error
    })
  },

  async rotate(step) {
    await makeSecrets(paths, stateOf(paths), step)
    handToServices(paths, servicesUser(paths))
  },

  async 'acl-load'() {
    const { state, specs } = runningStack(paths)
    for (const service of redisServices(state.topology)) {
      await askNode(paths, state, service, 'ACL', 'LOAD')
      // Redis has its new users. With the old fingerprint, the next `up` would restart it.
      const [record, spec] = [state.services[service], specs[service]]
      if (record && spec) record.fingerprint = spec.fingerprint
    }
    writeState(paths.state, state)
  },

  /** Installs what tests need beyond the stack itself. */
  tools: (...names) => ensureTools(names.filter(isToolName), say),
}

/** Runs a program with this process's standard streams, and takes over its exit code. */
function handOver(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: 'inherit' })
    child.on('error', reject)
    child.on('close', (code) => {
      process.exitCode = code ?? 1
      resolve()
    })
  })
}

const [name = '', ...args] = process.argv.slice(2)
try {
  await commands[name]?.(...args)
} catch (error) {
  process.exitCode = 1
  // make.sh tells about an interruption.
  if (!interruption.signal.aborted) {
    // A system error (EACCES, ENOSPC …): its message names the file.
    const isSystems = error instanceof Error && 'path' in error
    const text = isSystems ? `${reason(error)}: is ${paths.directory} yours?` : error
    console.error(error instanceof Problem ? error.message : text)
  }
}
