// Changes of manifests that the requirements must see.
import type { Kind, Manifest } from './manifest.ts'

export interface Change {
  /** A part of the violation. */
  seenAs: string
  /** Of the first overlay that has it. Names of ConfigMaps and Secrets are without their hash. */
  kind: Kind
  name: string
  /** Fields, with dots. `pod` and `container` are those of a workload, and `+` adds to a list. */
  path: string
  /** undefined removes the field. */
  value: unknown
}

const change = (seenAs: string, of: `${Kind} ${string}`, path: string, value?: unknown): Change => {
  const [kind, name = ''] = of.split(' ') as [Kind, string?]
  return { seenAs, kind, name, path, value }
}

export const wrongChanges = [
  change('grace period', 'Deployment backend', 'pod.terminationGracePeriodSeconds', 20),
  change('no sleep before', 'Deployment nginx', 'container.lifecycle'),
  change('a probe is missing', 'StatefulSet redis', 'container.livenessProbe'),
  change('not /livez', 'Deployment backend', 'container.livenessProbe.httpGet.path', '/readyz'),
  change('may run as root', 'Deployment nginx', 'pod.securityContext.runAsUser', 0),
  change('no seccomp', 'Deployment backend', 'pod.securityContext.seccompProfile'),
  change(
    'more privileges',
    'StatefulSet redis',
    'container.securityContext.allowPrivilegeEscalation',
  ),
  change('has capabilities', 'Deployment nginx', 'container.securityContext.capabilities'),
  change('write to its image', 'Deployment backend', 'container.securityContext'),
  change('has a token', 'ServiceAccount backend', 'automountServiceAccountToken'),
  change('has a token', 'Deployment backend', 'pod.serviceAccountName', 'default'),
  change('requests or limits', 'Deployment backend', 'container.resources.limits.memory'),
  change('requests or limits', 'Deployment nginx', 'pod.initContainers', [{ name: 'more' }]),
  change('emptyDir without', 'Deployment nginx', 'pod.volumes.+', { name: 'more', emptyDir: {} }),
  change('without a version', 'Deployment backend', 'container.image', 'registry:5000/backend'),
  change('without a version', 'Deployment nginx', 'container.image', 'nginx:latest'),
  change('stops a pod', 'Deployment backend', 'spec.strategy.rollingUpdate.maxUnavailable', 1),
  change('fewer than two', 'HorizontalPodAutoscaler backend', 'spec.minReplicas', 1),
  change('fewer than two', 'Deployment nginx', 'spec.replicas', 1),
  change('replicas beside', 'Deployment backend', 'spec.replicas', 2),
  change('not spread', 'Deployment nginx', 'pod.topologySpreadConstraints'),
  change(
    'no PodDisruptionBudget',
    'PodDisruptionBudget nginx',
    'spec.selector.matchLabels.app',
    'x',
  ),
  change('a ConfigMap that', 'ConfigMap redis-ca', 'metadata.name', 'redis-ca'),
  change('a Secret, or a key', 'Secret session-clustering', 'data.cookie-secrets'),
  change('unknown settings: REDIS_URI', 'ConfigMap backend', 'data.REDIS_URI', 'redis://redis'),
  change('a password in', 'ConfigMap backend', 'data.REDIS_URL', 'redis://app:x@redis'),
  change('not that of the pod', 'Deployment backend', 'container.env.0.valueFrom'),
  change('REDIS_CA_FILE is in no', 'ConfigMap backend', 'data.REDIS_CA_FILE', '/run/ca.pem'),
  change('no headless Service', 'Service backend', 'spec.clusterIP'),
  change('needs LAB=off', 'Deployment nginx', 'container.env.+', { name: 'LAB', value: 'on' }),
  change('all hostnames', 'HTTPRoute session-clustering', 'spec.hostnames.+', 'example.com'),
  change('no pod has its port', 'Service nginx', 'spec.ports.0.targetPort', 'https'),
  change(
    'HTTPRoute: no Service',
    'HTTPRoute session-clustering',
    'spec.rules.0.backendRefs.0.port',
  ),
  change('forbidden by default', 'NetworkPolicy default-deny', 'spec.policyTypes', ['Ingress']),
  change('others than nginx', 'NetworkPolicy backend', 'spec.ingress.0.from'),
  change('others than the backends', 'NetworkPolicy redis', 'spec.ingress.0.from.+', {}),
  change('do not reach Redis', 'NetworkPolicy backend-to-redis', 'spec.egress'),
  change('need not be restricted', 'Namespace session-clustering', 'metadata.labels'),
  change('in another namespace', 'Service redis', 'metadata.namespace', 'default'),
]

/** Changes that the types of the API must see. */
export const wrongTypes = [
  change('readinesProbe', 'Deployment backend', 'container.readinesProbe', {}),
  change('pot', 'Deployment nginx', 'container.livenessProbe.httpGet.pot', 1),
  change('maxReplicas', 'HorizontalPodAutoscaler backend', 'spec.maxReplicas'),
  change("'string' is not assignable to type 'number'", 'Deployment nginx', 'spec.replicas', '2'),
  change('hostname', 'HTTPRoute session-clustering', 'spec.hostname', 'example.com'),
  change('INoSuchKind', 'Service redis', 'kind', 'NoSuchKind'),
]

/** @returns a copy of the overlay, with the change */
export function changed(overlays: Manifest[][], { kind, name, path, value }: Change): Manifest[] {
  for (const manifests of overlays) {
    const copy = structuredClone(manifests)
    const one = copy.find(
      ({ kind: its, metadata }) => its === kind && nameOf(its, metadata) === name,
    )
    if (one === undefined) continue
    setField(one, path, value)
    return copy
  }
  throw new Error(`There is no ${kind} ${name}`)
}

function nameOf(kind: Kind, metadata: Manifest['metadata']): string | undefined {
  const hasHash = kind === 'ConfigMap' || kind === 'Secret'
  return hasHash ? metadata?.name?.replace(/-[a-z0-9]{10}$/, '') : metadata?.name
}

function setField(manifest: Manifest, path: string, value: unknown): void {
  const full = path
    .replace(/^container\./, 'pod.containers.0.')
    .replace(/^pod\./, 'spec.template.spec.')
    .split('.')
  let at: unknown = manifest
  for (const field of full.slice(0, -1)) at = (at as Record<string, unknown>)[field]
  const last = full.at(-1) ?? ''
  if (Array.isArray(at) && last === '+') at.push(value)
  else if (value === undefined) delete (at as Record<string, unknown>)[last]
  else (at as Record<string, unknown>)[last] = value
}
