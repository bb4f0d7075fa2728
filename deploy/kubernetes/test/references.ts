// What manifests and settings refer to exists, and fits: files, Services, ports, names.
import { readFileSync } from 'node:fs'
import {
  containersOf,
  eachWorkload,
  type Manifest,
  named,
  ofKind,
  podOf,
  type Requirement,
  selects,
  type Workload,
} from './manifest.ts'

/** The settings of a workload's first container: those of its ConfigMaps, and its own. */
function settingsOf(all: Manifest[], workload: Workload): Record<string, string> {
  const { env = [], envFrom = [] } = podOf(workload).containers[0] ?? {}
  const maps = envFrom.map(({ configMapRef }) => named(all, 'ConfigMap', configMapRef?.name)?.data)
  return Object.assign({}, ...maps, ...env.map(({ name, value = '' }) => ({ [name]: value })))
}

export const volumes = eachWorkload((workload, all) => {
  const { volumes = [], containers } = podOf(workload)
  const maps = [
    ...volumes.flatMap(({ configMap }) => configMap ?? []),
    ...containers.flatMap(({ envFrom = [] }) => envFrom.flatMap((one) => one.configMapRef ?? [])),
  ]
  const secrets = volumes.flatMap(({ secret }) => secret ?? [])
  return {
    'a ConfigMap that does not exist': maps.every(({ name }) => named(all, 'ConfigMap', name)),
    'a Secret, or a key of it, that does not exist': secrets.every(({ secretName, items = [] }) => {
      const secret = named(all, 'Secret', secretName)
      return secret && items.every(({ key }) => secret.data?.[key] !== undefined)
    }),
  }
})

const config = new URL('../../../backend/src/config.ts', import.meta.url)
const knownSettings = readFileSync(config, 'utf8').match(/(?<=^ {2})[A-Z_]+(?=: )/gm) ?? []

export const backendSettings = eachWorkload((workload, all) => {
  if (workload.metadata?.name !== 'backend') return {}
  const settings = settingsOf(all, workload)
  const unknown = Object.keys(settings).filter((name) => !knownSettings.some((one) => one === name))
  const { REDIS_CA_FILE = '', REDIS_URL = '' } = settings
  const { env = [], volumeMounts = [] } = podOf(workload).containers[0] ?? {}
  return {
    [`unknown settings: ${unknown.join(', ')}`]: unknown.length === 0,
    'a password in REDIS_URL': !URL.parse(REDIS_URL)?.password,
    'its name is not that of the pod': env.some(
      ({ name, valueFrom }) =>
        name === 'SERVER_NAME' && valueFrom?.fieldRef?.fieldPath === 'metadata.name',
    ),
    'REDIS_CA_FILE is in no volume':
      REDIS_CA_FILE === '' ||
      volumeMounts.some(({ mountPath }) => REDIS_CA_FILE.startsWith(`${mountPath}/`)),
  }
})

export const nginxSettings = eachWorkload((workload, all) => {
  if (workload.metadata?.name !== 'nginx') return {}
  const { BACKENDS = '', LAB, ALLOWED_HOSTS = '' } = settingsOf(all, workload)
  const [, name, port] = /^([a-z-]+)\..*:(\d+)$/.exec(BACKENDS) ?? []
  const service = named(all, 'Service', name)?.spec
  const hosts = ALLOWED_HOSTS.split(',')
  return {
    'BACKENDS is no headless Service with this port':
      service?.clusterIP === 'None' && service.ports?.some((one) => String(one.port) === port),
    'one name for all backends needs LAB=off': LAB === 'off',
    'ALLOWED_HOSTS has not all hostnames of the route': ofKind(all, 'HTTPRoute').every((route) =>
      route.spec.hostnames?.every((host) => hosts.includes(host)),
    ),
  }
})

export const services: Requirement = (all) =>
  ofKind(all, 'Service').flatMap(({ spec, metadata }) => {
    const pods = ofKind(all, 'Deployment', 'StatefulSet').filter((one) =>
      selects(spec?.selector, one),
    )
    const ports = pods.flatMap(containersOf).flatMap((one) => one.ports ?? [])
    const found = spec?.ports?.every(({ targetPort }) =>
      ports.some(({ name, containerPort }) => [name, containerPort].includes(targetPort)),
    )
    return found ? [] : [`Service ${metadata?.name}: no pod has its port`]
  })

export const routes: Requirement = (all) =>
  ofKind(all, 'HTTPRoute')
    .flatMap(({ spec }) => spec.rules?.flatMap(({ backendRefs = [] }) => backendRefs) ?? [])
    .flatMap(({ name, port }) => {
      const ports = named(all, 'Service', name)?.spec?.ports
      return ports?.some((one) => one.port === port)
        ? []
        : [`HTTPRoute: no Service ${name} has the port ${port}`]
    })
