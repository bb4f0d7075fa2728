// The time limits of the rows in ms, and where each one comes from. The short form multiplies them by 5.

/** An answer that waits for nothing: people perceive up to 100 ms as immediate (Nielsen, Usability Engineering, 1993). */
export const IMMEDIATE_MS = 100

/**
 * For p99 while one visitor keeps all cores busy over 50 connections, whose requests wait in front of the others'. 107 to
 * 286 ms on two cores with a load average of 12 from other work. The clients run on the same cores.
 */
export const ATTACKED_MS = 500

/**
 * nginx waits 3.5 s for a backend (`proxy_read_timeout`), and then as long for a second one: no third try after 6 s
 * (nginx/snippets/retries.conf). 1 s of margin.
 */
export const SLOWEST_ANSWER_MS = 8_000

/**
 * nginx tries a failed backend again after 1 s (`fail_timeout`). A backend that was frozen connects to Redis again within
 * 1 s (`retryStrategy` in backend/src/redis-client.ts). 1 s of margin.
 */
export const BACKEND_BACK_MS = 3_000

/** The backends connect again once a second at least (`retryStrategy`). 1 s of margin. */
export const REDIS_BACK_MS = 2_000

/** A backend ends a connection to Redis after 0.9 s of silence, accurate to 0.1 s (`endWhenSilent`). 0.1 s of margin. */
export const REDIS_SILENCE_MS = 1_100

/**
 * Another node takes over after about twice `down-after-milliseconds` or `cluster-node-timeout`, which are 2 s. When the
 * first attempt fails, the next one follows 6 s later (twice the sentinels' `failover-timeout`). 5 s of margin.
 */
export const FAILOVER_MS = 15_000

/** nginx looks a container's name up every 2 s (`resolver … valid=2s`), and waits up to 1 s to connect. 2 s of margin. */
export const NEW_ADDRESS_MS = 5_000

/** After SIGTERM a backend closes its last idle connections after 1 s (`IDLE_MS` in backend/src/plugins/draining.ts). */
export const DRAIN_MS = 1_000
