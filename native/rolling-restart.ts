/** Restarts the backends of a stack that goes on serving: one after the other, so that no request fails. */
import { answersThroughNginx } from './compose-ready.ts'

/**
 * @param restart settles when the backend is ready again
 * @param address of nginx
 */
export async function restartInTurn(
  restart: (backend: 'backend-1' | 'backend-2') => Promise<void>,
  address: string,
): Promise<void> {
  for (const backend of ['backend-1', 'backend-2'] as const) {
    await restart(backend)
    // nginx looks for a backend that was away after a second or two; the next one must not go before that.
    await answersThroughNginx(address, [backend]).catch((error: NodeJS.ErrnoException) => {
      // Without nginx, nobody is kept waiting.
      if (error.code !== 'ECONNREFUSED') throw error
    })
  }
}
