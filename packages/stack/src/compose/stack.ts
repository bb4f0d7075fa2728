/** The stack in Compose for one test run: its own project name and free ports. `stop` removes everything. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { answersThroughNginx } from '../answers-through-nginx.ts'
import { makeOn } from '../make.ts'
import { checkout, temporaryDirectory } from '../paths.ts'
import { freePort } from '../ports.ts'
import { allServices, redisServices, serversOf, stateIn, stateQuestion } from '../redis-nodes.ts'
import { runCommand } from '../run-command.ts'
import { checkedSettings, settingNames } from '../settings.ts'
import type { Stack, StackOptions } from '../types.ts'
import { addressesAreFinal } from './addresses-are-final.ts'
import { containersOf } from './containers.ts'

export async function startStack({
  port = 0,
  env = {},
  redis = 'single',
}: StackOptions = {}): Promise<Stack> {
  const settings = await checkedSettings({ ...env, PORT: String(port) })
  const withTls = settings.TLS === 'on'
  // Chosen before the start, unlike PORT: the redirect from plain HTTP contains this port.
  const tls = withTls ? { TLS_PORT: String(await freePort()) } : {}
  const files = [
    'docker-compose.yml',
    ...(withTls ? ['deploy/tls/compose.yml'] : []),
    ...(redis === 'single' ? [] : [`deploy/${redis}/compose.yml`]),
  ]
  const servers = serversOf(2, settings)
  const project = `session-clustering-test-${randomBytes(4).toString('hex')}`
  const directory = temporaryDirectory()
  const options = {
    cwd: checkout,
    env: {
      ...withoutSettings(process.env),
      ...settings,
      SPRING: settings.SPRING ?? 'off',
      COMPOSE_PROFILES: settings.SPRING === 'on' ? 'spring' : '',
      ...tls,
      PORT: String(port),
      COMPOSE_PROJECT_NAME: project,
      COMPOSE_FILE: files.join(':'),
    },
  }
  const compose = (...args: string[]) => runCommand('docker', ['compose', ...args], options)
  const { make, shell } = makeOn(directory, 'compose', options.env)
  // --rmi local: the project has its own images, and each test run would otherwise leave a set of them.
  const stop = async () => {
    await compose('down', '--volumes', '--remove-orphans', '--rmi', 'local', '--timeout', '12')
    rmSync(directory, { recursive: true, force: true })
  }

  const start = async () => {
    await compose('up', '--build', '--detach', '--wait')
    const address = (await compose('port', 'nginx', withTls ? '8443' : '8080')).trim()
    const url = `${withTls ? 'https' : 'http'}://${address}`
    // nginx resolves container names every 2 s. It sends no request to a new container before that.
    await answersThroughNginx(url, servers)
    await addressesAreFinal()
    return url
  }
  const baseUrl = await start().catch(async (error) => {
    await stop()
    throw error
  })

  const containers = containersOf(compose, project)

  return {
    baseUrl,
    runtime: 'compose',

    async redisCli(...args) {
      const running = (await compose('ps', '--services', '--status', 'running')).split('\n')
      // operator-cli in any Redis container finds the primary.
      const service = redisServices(redis).find((name) => running.includes(name)) ?? 'redis'
      // -e: redis-cli exits with an error code when Redis answers with an error.
      return (await compose('exec', '-T', service, 'operator-cli', '-e', ...args)).trim()
    },

    async redisNodes() {
      const asked = redisServices(redis).map(async (name) => {
        const port = name.startsWith('sentinel') ? '26379' : '6379'
        // These variables make operator-cli ask this node, and not the primary.
        const alone = ['REDIS_SENTINELS=', 'REDIS_CLUSTER_NODES=', `REDIS_PORT=${port}`]
        const options = alone.flatMap((variable) => ['--env', variable])
        const command = ['operator-cli', ...stateQuestion(redis)]
        const answer = await compose('exec', '-T', ...options, name, ...command).catch(() => '')
        return stateIn(name, answer)
      })
      return (await Promise.all(asked)).flat()
    },

    async signal(service, signal) {
      // `kill` signals only the first process of a container. `pause` freezes all of them.
      if (signal === 'SIGSTOP') await compose('pause', service)
      else if (signal === 'SIGCONT') await compose('unpause', service)
      else await compose('kill', '--signal', signal, service)
    },

    async start(service) {
      await compose('up', '--detach', '--wait', '--no-deps', '--no-recreate', service)
      if (/^(backend|spring)/.test(service)) await answersThroughNginx(baseUrl, [service])
      await addressesAreFinal()
    },

    async restartBackends() {
      await make('restart')
    },

    async collectLogs(directory) {
      mkdirSync(directory, { recursive: true })
      for (const service of allServices(redis, servers)) {
        const log = await compose('logs', '--no-color', '--no-log-prefix', service)
        // Compose 2.26 begins each line with the terminal code "erase line".
        writeFileSync(join(directory, `${service}.log`), log.replaceAll('\u001b[2K', ''))
      }
    },

    async probe(backend, path) {
      const url = `http://127.0.0.1:3000${path}`
      const script = `fetch('${url}').then((response) => console.log(response.status))`
      return Number(await compose('exec', '-T', backend, 'node', '-e', script))
    },

    inspect: containers.inspect,
    comeBackElsewhere: containers.comeBackElsewhere,
    processes: containers.processes,
    make,
    shell,
    stop,
  }
}

/** Removes the stack's and Compose's settings from the environment. A test passes the settings that it needs. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isSetting = (name: string) => settingNames.includes(name) || name.startsWith('COMPOSE_')
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isSetting(name)))
}
