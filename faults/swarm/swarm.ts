// The stack of deploy/swarm on three hosts.
import type { Stack } from '@session-clustering/stack/types'
import { until } from '@session-clustering/testing'
import { dockerOn, HOSTS, on, startHosts, startLoadBalancer } from './hosts.ts'
import { archiveImages, buildHostImage, type Version } from './images.ts'
import { checkout, docker, project } from './project.ts'
import { containers, converged, ROLLOUT_MS, STACK } from './services.ts'
import { stackOf } from './stack.ts'

const SECRETS = '/secrets'

/** All visitors share one address, and log in more often than people do. */
const unlimited = [
  'LOGIN_ATTEMPTS_PER_ACCOUNT=999999',
  'LOGIN_ATTEMPTS_PER_ADDRESS=999999',
  'SIGNUPS_PER_ADDRESS=999999',
]

export async function startSwarm(): Promise<Stack> {
  await buildHostImage()
  await Promise.all([startHosts(), archiveImages()])
  await Promise.all(
    HOSTS.map((host) => dockerOn(host, 'load', '--quiet', '--input', '/images/images.tar')),
  )
  await docker('cp', '--quiet', `${checkout}/deploy`, `${project}-host-1:/deploy`)
  await on('host-1', 'env', 'TOPOLOGY=sentinel', 'sh', '/deploy/secrets/make-secrets.sh', SECRETS)
  const baseUrl = await startLoadBalancer()
  await deploy('1', 2)
  const isServed = async () => {
    const answer = await fetch(`${baseUrl}/api/me`).catch(() => undefined)
    return answer?.status === 401
  }
  await until(isServed, { what: 'an answer through the load balancer', timeoutMs: 30_000 })

  return stackOf(baseUrl)
}

/** Deploys the stack with the images of this version, and waits until they have replaced all others. */
export async function deploy(version: Version, backends: number): Promise<void> {
  const chosen = [`VERSION=${version}`, 'REDIS_VERSION=1', `REPLICAS=${backends}`]
  const variables = [`IMAGES=${project}`, ...chosen, `SECRETS_DIRECTORY=${SECRETS}`, ...unlimited]
  // --resolve-image never: the images are in no registry.
  const options = ['--detach=true', '--resolve-image', 'never', '--compose-file']
  const command = ['docker', 'stack', 'deploy', ...options, '/deploy/swarm/stack.yml', STACK]
  await on('host-1', 'env', ...variables, ...command)
  const isReplaced = async () => {
    const replaced = (await containers()).filter(({ name }) => /^(backend|nginx)/.test(name))
    return replaced.every(({ image }) => image.endsWith(`:${version}`))
  }
  await until(isReplaced, { what: `the images of version ${version}`, timeoutMs: ROLLOUT_MS })
  await converged()
}
