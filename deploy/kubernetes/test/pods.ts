// What must not get lost in a pod: probes, a stop without lost requests, few rights, limits, an update without an outage.
import { readFileSync } from 'node:fs'
import { containersOf, eachWorkload, named, ofKind, podOf, selects } from './manifest.ts'

const source = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

/** The time for open requests after the stop signal, in seconds, as the programs have it. */
const drainSeconds: Record<string, number> = {
  backend: Number(/closeWithGrace\(\{ delay: (\d+)_000/.exec(source('backend/src/server.ts'))?.[1]),
  nginx: Number(/worker_shutdown_timeout (\d+)s/.exec(source('nginx/nginx.conf'))?.[1]),
  redis: 0,
}

export const stops = eachWorkload((workload) => {
  const { containers, terminationGracePeriodSeconds = 0 } = podOf(workload)
  const sleep = containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0
  const drain = drainSeconds[workload.metadata?.name ?? ''] ?? Number.NaN
  return {
    'the grace period is not above the sleep before the signal and the drain':
      terminationGracePeriodSeconds > sleep + drain,
    'no sleep before the signal': drain === 0 || sleep > 0,
  }
})

export const probes = eachWorkload((workload) => ({
  'a probe is missing': podOf(workload).containers.every(
    ({ startupProbe, livenessProbe, readinessProbe }) =>
      startupProbe && livenessProbe && readinessProbe,
  ),
  'liveness is not /livez, or readiness not /readyz': podOf(workload).containers.every(
    ({ name, livenessProbe, readinessProbe }) =>
      name !== 'backend' ||
      (livenessProbe?.httpGet?.path === '/livez' && readinessProbe?.httpGet?.path === '/readyz'),
  ),
}))

export const rights = eachWorkload((workload, all) => {
  const { securityContext: pod, ...spec } = podOf(workload)
  const contexts = containersOf(workload).map(({ securityContext }) => securityContext)
  const account = named(all, 'ServiceAccount', spec.serviceAccountName)
  return {
    'may run as root': pod?.runAsNonRoot === true && (pod.runAsUser ?? 0) > 0,
    'no seccomp profile': pod?.seccompProfile?.type === 'RuntimeDefault',
    'may get more privileges': contexts.every((one) => one?.allowPrivilegeEscalation === false),
    'has capabilities': contexts.every((one) => one?.capabilities?.drop?.includes('ALL')),
    'may write to its image': contexts.every((one) => one?.readOnlyRootFilesystem === true),
    'has a token of the API server':
      spec.automountServiceAccountToken === false &&
      account?.automountServiceAccountToken === false,
  }
})

export const limits = eachWorkload((workload) => {
  const { volumes = [] } = podOf(workload)
  return {
    'a container without requests or limits': containersOf(workload).every(({ resources }) =>
      [resources?.requests, resources?.limits].every((list) => list?.cpu && list.memory),
    ),
    'an emptyDir without a limit': volumes.every(
      ({ emptyDir }) => !emptyDir || emptyDir.sizeLimit !== undefined,
    ),
    'an image without a version': containersOf(workload).every(({ image }) =>
      /:(?!latest)[^:/]+$/.test(image ?? ''),
    ),
  }
})

export const updates = eachWorkload((workload, all) => {
  if (workload.kind !== 'Deployment') return {}
  const { spec, metadata } = workload
  const scaler = ofKind(all, 'HorizontalPodAutoscaler').find(
    (one) => one.spec?.scaleTargetRef.name === metadata?.name,
  )
  return {
    'an update stops a pod before the next one is ready':
      spec?.strategy?.rollingUpdate?.maxUnavailable === 0 && (spec.minReadySeconds ?? 0) > 0,
    'fewer than two replicas': (scaler?.spec?.minReplicas ?? spec?.replicas ?? 1) >= 2,
    'replicas beside a HorizontalPodAutoscaler': !scaler || spec?.replicas === undefined,
    'not spread over machines': podOf(workload).topologySpreadConstraints?.some(
      ({ topologyKey, labelSelector }) =>
        topologyKey === 'kubernetes.io/hostname' && selects(labelSelector?.matchLabels, workload),
    ),
    'no PodDisruptionBudget': ofKind(all, 'PodDisruptionBudget').some((budget) =>
      selects(budget.spec?.selector?.matchLabels, workload),
    ),
  }
})
