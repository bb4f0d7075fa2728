// What one core carries, from the CPU time of a request.

/** What one request of a mix costs: microseconds of CPU time, and bytes. */
export interface RequestCost {
  backendUs: number
  nginxUs: number
  redisUs: number
  /** Bytes that Redis received and sent. */
  redisNetworkBytes: number
  /** Bytes that Redis appended to its file, and sends to each replica. */
  appendedBytes: number
}

/** The share of the time for which a core may be busy: one that is always busy cannot serve a burst. */
export const UTILIZATION = 0.7

export interface Capacity {
  /** Requests a second. */
  backendCore: number
  nginxCore: number
  /** Redis executes commands in one thread, so this is what one Redis carries. */
  redis: number
  /** Backend cores that saturate one Redis. */
  backendCoresPerRedis: number
}

export function capacityOf({ backendUs, nginxUs, redisUs }: RequestCost): Capacity {
  const perSecond = (us: number) => (UTILIZATION * 1_000_000) / us
  return {
    backendCore: perSecond(backendUs),
    nginxCore: perSecond(nginxUs),
    redis: perSecond(redisUs),
    backendCoresPerRedis: backendUs / redisUs,
  }
}
