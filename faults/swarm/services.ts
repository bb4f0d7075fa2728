// The services of the stack, and the containers of their tasks.
import { until } from '@session-clustering/testing'
import { dockerOn, type Host, liveHosts, manager, on } from './hosts.ts'

export const STACK = 'session-clustering'
export const BACKEND = `${STACK}_backend`
/** How many of them run after the first row. */
export const BACKENDS = 6

/** Twenty containers start on a busy machine, and nginx' rollout waits 5 s after each host. */
export const ROLLOUT_MS = 120_000

/** A running container. */
export interface Container {
  id: string
  pid: number
  host: Host
  image: string
  /** The service, for a backend with the number of its task: `nginx`, `backend-3`. */
  name: string
}

/** Waits until every service has all its tasks, and no rollout is under way. */
export async function converged(): Promise<void> {
  let states: string[] = []
  const isSo = async () => {
    states = await serviceStates()
    return states.every((state) => /\b(\d+)\/\1 /.test(state) && !UNDER_WAY.test(state))
  }
  await until(isSo, { timeoutMs: ROLLOUT_MS }).catch(() => {
    throw new Error(`Still waiting for all tasks:\n${states.join('\n')}`)
  })
}

const UNDER_WAY = / (updating|rollback_started)$/

/** Each service's name, tasks and rollout: `session-clustering_backend 2/2 completed`. */
async function serviceStates(): Promise<string[]> {
  const list = (await manager('service', 'ls', '--format', '{{.Name}} {{.Replicas}}')).trim()
  return Promise.all(
    list.split('\n').map(async (line) => {
      const [name = '', tasks = ''] = line.split(' ')
      return `${name} ${tasks} ${await updateState(name)}`
    }),
  )
}

/** @returns `completed`, `updating`, `rollback_completed`, …; empty: the service has not been changed yet */
export async function updateState(service: string): Promise<string> {
  const format = '{{with .UpdateStatus}}{{.State}}{{end}}'
  return (await manager('service', 'inspect', '--format', format, service)).trim()
}

/** The stack's containers on all hosts that run. */
export async function containers(): Promise<Container[]> {
  const label = (name: string) => `{{index .Config.Labels "com.docker.swarm.${name}"}}`
  const format = `{{.Id}} {{.State.Pid}} {{.Config.Image}} ${label('task.name')}`
  // `inspect` fails for a container that has just been removed, but prints the others.
  const script = `docker ps --quiet | xargs docker inspect --format '${format}' || true`
  const found = liveHosts().map(async (host) =>
    (await on(host, 'sh', '-c', script))
      .split('\n')
      .filter((line) => line.includes(`${STACK}_`))
      .map((line) => {
        const [id = '', pid, image = '', task = ''] = line.split(' ')
        const [service = '', number] = task.slice(`${STACK}_`.length).split('.')
        const name = service === 'backend' ? `${service}-${number}` : service
        return { id, pid: Number(pid), host, image, name }
      }),
  )
  return (await Promise.all(found)).flat()
}

export async function backends(): Promise<Container[]> {
  return (await containers()).filter(({ name }) => name.startsWith('backend-'))
}

export async function containerOf(name: string): Promise<Container> {
  const found = (await containers()).find((each) => each.name === name)
  if (found === undefined) throw new Error(`${name} does not run`)
  return found
}

/** Runs a command in a container. @returns its output */
export const inside = ({ host, id }: Container, ...command: string[]) =>
  dockerOn(host, 'exec', id, ...command)
