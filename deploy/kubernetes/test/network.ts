// Requirements of the network policies (which pods may connect to which) and of the namespace's labels.
import { ofKind, type Requirement } from './manifest.ts'

export const connections: Requirement = (all) => {
  const policies = ofKind(all, 'NetworkPolicy').map(({ spec }) => ({
    app: spec?.podSelector?.matchLabels?.app,
    forAll: Object.keys(spec?.podSelector ?? {}).length === 0,
    types: spec?.policyTypes ?? [],
    ingress: spec?.ingress ?? [],
    egress: spec?.egress ?? [],
  }))
  /** The apps that may connect to a port. "all": a rule without a list of pods. */
  const clientsOf = (app: string, port: string) =>
    policies
      .filter((policy) => policy.app === app)
      .flatMap(({ ingress }) => ingress)
      .filter(({ ports }) => !ports || ports.some((one) => one.port === port))
      .flatMap(({ from }) => from ?? [{}])
      .map(({ podSelector }) => podSelector?.matchLabels?.app ?? 'all')
  const conditions = {
    'not everything is forbidden by default': policies.some(
      ({ forAll, types, ingress, egress }) =>
        forAll && types.length === 2 && ingress.length + egress.length === 0,
    ),
    'others than nginx reach the backends': clientsOf('backend', 'http').join() === 'nginx',
    'others than the backends reach Redis': clientsOf('redis', 'redis').every(
      (app) => app === 'backend',
    ),
    'the backends do not reach Redis': policies.some(
      ({ app, types, egress }) =>
        app === 'backend' && types.includes('Egress') && egress.length > 0,
    ),
  }
  return Object.entries(conditions).flatMap(([what, holds]) =>
    holds ? [] : [`NetworkPolicy: ${what}`],
  )
}

export const namespace: Requirement = (all) => {
  const [own] = ofKind(all, 'Namespace')
  const name = own?.metadata?.name
  const elsewhere = all.filter(
    ({ kind, metadata }) => kind !== 'Namespace' && metadata?.namespace !== name,
  )
  return [
    ...(own?.metadata?.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted'
      ? []
      : ['Namespace: pods need not be restricted']),
    ...elsewhere.map(({ kind, metadata }) => `${kind} ${metadata?.name}: in another namespace`),
  ]
}
