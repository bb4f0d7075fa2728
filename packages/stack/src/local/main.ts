/** The make targets of the native runtime: node packages/stack/src/local/main.ts COMMAND. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem, reason } from '../problem.ts'
import type { RedisNode, Service } from '../types.ts'
import {
  bringUp,
  restartBackends,
  servicesOf,
  stackThatIsUp,
  startAlone,
  stateOf,
  stopAlone,
  tearDown,
} from './lifecycle.ts'
import { withLock } from './lock.ts'
import { checkout, pathsIn, runDirectory } from './paths.ts'
import { isAlive } from './process-identity.ts'
import { operatorCli } from './redis-cli.ts'
import { redisSettings } from './redis-nodes.ts'
import { rotateSecrets } from './rotate-secrets.ts'
import { addressOf, isRunning, readState } from './run-state.ts'
import { ensureTools, isToolName } from './tools.ts'

const paths = pathsIn(runDirectory)
const interruption = new AbortController()
const say = (line: string) => console.log(line)

const commands: Record<string, (args: string[]) => Promise<void>> = {
  async up() {
    const port = Number(process.env.PORT || 8080)
    const { state } = await bringUp(paths, {
      port,
      env: process.env,
      say,
      signal: interruption.signal,
    })
    const text = readFileSync(join(import.meta.dirname, '../..', 'next-steps.txt'), 'utf8')
    say(text.trimEnd().replace('URL', addressOf(state)))
  },

  async down() {
    const state = readState(paths.state)
    if (state === undefined || !isRunning(state)) say('Nothing is running.')
    if (state === undefined) return
    await tearDown(paths, state)
    say('Stopped.')
  },

  async restart() {
    await restartBackends(paths, await stackThatIsUp(paths, say), { say })
    say('Both backends have been restarted, one after the other.')
  },

  async stop([name]) {
    const service = serviceNamed(name)
    await stopAlone(paths, service)
    say(`${service} is stopped: make start-${service} starts it again.`)
  },

  async start([name]) {
    const service = serviceNamed(name)
    await startAlone(paths, service, say)
    say(`${service} is running.`)
  },

  async status() {
    const state = readState(paths.state)
    if (state === undefined || !isRunning(state))
      return say('Nothing is running: make up starts it.')
    for (const service of servicesOf(state)) {
      const record = state.services[service]
      const port = state.redis.ports[service as RedisNode] ?? state.ports[service as Service]
      const where = `127.0.0.1:${port}`
      const alive = record !== undefined && isAlive(record)
      say(`${service.padEnd(10)}  ${alive ? `up, ${where}, process ${record.pid}` : 'stopped'}`)
    }
    say(addressOf(state))
  },

  async logs() {
    const follow = process.stdout.isTTY ? ['-F'] : []
    const services = servicesOf(stateOf(paths))
    await handOver('tail', ['-n', '50', ...follow, ...services.map(paths.logOf)])
  },

  async metrics() {
    const { ports } = stateOf(paths)
    for (const number of [1, 2] as const) {
      const answer = await fetch(`http://127.0.0.1:${ports[`metrics-${number}`]}/metrics`).catch(
        () => undefined,
      )
      say(`# backend-${number}\n${answer ? await answer.text() : '# does not answer'}`)
    }
  },

  async 'redis-cli'(args) {
    const { script, env } = operatorCli(paths, stateOf(paths))
    await handOver('sh', [script, ...args], env)
  },

  async revoke(args) {
    const state = stateOf(paths)
    const password = join(paths.secrets, 'redis-operator-password')
    const single = {
      REDIS_URL: `redis://operator@127.0.0.1:${state.ports.redis}`,
      REDIS_PASSWORD_FILE: password,
    }
    const script = join(checkout, 'backend', 'src', 'revoke.ts')
    await handOver(process.execPath, ['--conditions=@session-clustering/source', script, ...args], {
      ...process.env,
      ...(state.redis.topology === 'single' ? single : redisSettings(state.redis, password)),
    })
  },

  async 'rotate-secrets'() {
    await rotateSecrets(paths, stateOf(paths), say)
    say('Cookie secrets and Redis passwords are replaced. All sessions stay logged in.')
  },

  /** Installs what tests need beyond the stack itself. */
  async tools(names) {
    await ensureTools(names.filter(isToolName), say, interruption.signal)
  },
}

/** Commands that change the stack. They hold a lock, so that only one of them runs at a time. */
const exclusive = new Set(['up', 'down', 'restart', 'stop', 'start', 'rotate-secrets'])

function serviceNamed(name: string | undefined): Service | RedisNode {
  const services = servicesOf(stateOf(paths))
  const service = services.find((known) => known === name)
  if (service !== undefined) return service
  throw new Problem(`There is no service "${name ?? ''}": choose one of ${services.join(', ')}.`)
}

/** Runs a program with this process's standard streams, and takes over its exit code. */
function handOver(command: string, args: string[], env = process.env): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: 'inherit' })
    child.on('error', reject)
    child.on('close', (code) => {
      process.exitCode = code ?? 1
      resolve()
    })
  })
}

async function main([name = '', ...args]: string[]): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    throw new Problem(
      `Unknown command "${name}": choose one of ${Object.keys(commands).join(', ')}.`,
    )
  }
  if (!exclusive.has(name)) return command(args)

  // Later signals have no effect: the first one has already started the cleanup.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () =>
      interruption.abort(new Problem('Interrupted: stopping the services that were started.')),
    )
  }
  await withLock(join(runDirectory, 'lock'), () => command(args), interruption.signal)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const aborted = interruption.signal.aborted
  const shown: unknown = aborted ? interruption.signal.reason : error
  const isOurs = shown instanceof Problem
  // A system error (EACCES, ENOSPC …): its message names the file.
  const isSystems = shown instanceof Error && 'path' in shown
  console.error(
    isOurs ? shown.message : isSystems ? `${reason(shown)}: is ${runDirectory} yours?` : shown,
  )
  process.exitCode = aborted ? 130 : 1
}
