// The kinds of manifests that the overlays have, with the types of the API, and how the checks find them.
import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1'
import type { IDeployment, IStatefulSet } from 'kubernetes-models/apps/v1'
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2'
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1'
import type {
  IConfigMap,
  INamespace,
  ISecret,
  IService,
  IServiceAccount,
} from 'kubernetes-models/v1'

export type Manifest =
  | IConfigMap
  | IDeployment
  | IHTTPRoute
  | IHorizontalPodAutoscaler
  | INamespace
  | INetworkPolicy
  | IPodDisruptionBudget
  | ISecret
  | IService
  | IServiceAccount
  | IStatefulSet

export type Kind = Manifest['kind']
export type Workload = IDeployment | IStatefulSet

/** @returns one sentence for each violation */
export type Requirement = (all: Manifest[]) => string[]

export function ofKind<K extends Kind>(all: Manifest[], ...kinds: K[]) {
  return all.filter((one): one is Extract<Manifest, { kind: K }> =>
    kinds.some((kind) => kind === one.kind),
  )
}

export function named<K extends Kind>(all: Manifest[], kind: K, name: string | undefined) {
  return ofKind(all, kind).find((one) => one.metadata?.name === name)
}

export const podOf = ({ spec }: Workload) => spec?.template.spec ?? { containers: [] }

export const containersOf = (workload: Workload) => {
  const { containers, initContainers = [] } = podOf(workload)
  return [...containers, ...initContainers]
}

/** Whether a selector with these labels selects the pods. */
export function selects(labels: Record<string, string> | undefined, { spec }: Workload): boolean {
  const own = spec?.template.metadata?.labels ?? {}
  return Object.entries(labels ?? {}).every(([key, value]) => own[key] === value)
}

/** A requirement of all workloads. @param check conditions, each under what is wrong when it does not hold */
export function eachWorkload(
  check: (workload: Workload, all: Manifest[]) => Record<string, boolean | undefined>,
): Requirement {
  return (all) =>
    ofKind(all, 'Deployment', 'StatefulSet').flatMap((workload) =>
      Object.entries(check(workload, all)).flatMap(([what, holds]) =>
        holds ? [] : [`${workload.kind} ${workload.metadata?.name}: ${what}`],
      ),
    )
}
