/** Restarts the backends one after the other while the stack serves requests. No request fails. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answersThroughNginx } from '../compose/ready.ts'

export type Backend = 'backend-1' | 'backend-2'

/** The operations of the restart. Each promise settles when the operation is complete. */
export interface RestartSteps {
  /** Stops new requests to the backend. @returns a function that waits until nginx' old workers have exited */
  takeOut(backend: Backend): Promise<() => Promise<void>>
  putBack(): Promise<void>
  stop(backend: Backend): Promise<void>
  /** Settles when the backend is ready. */
  start(backend: Backend): Promise<void>
}

/** The texts of the steps. packages/stack/compose.sh prints the same file. */
const texts = new Map(
  readFileSync(join(import.meta.dirname, '../..', 'restart-steps.txt'), 'utf8')
    .split('\n')
    .map((line) => [line.split(':')[0] ?? '', line]),
)

/** @param address of nginx */
export async function restartInTurn(
  { takeOut, putBack, stop, start }: RestartSteps,
  address: string,
  say: (line: string) => void,
): Promise<void> {
  for (const backend of ['backend-1', 'backend-2'] as const) {
    const sayStep = (step: string) => say(`${backend}  ${texts.get(step)}`)
    sayStep('take out')
    const drained = await takeOut(backend)
    try {
      sayStep('drain')
      await drained()
      sayStep('stop')
      await stop(backend)
      sayStep('start')
      await start(backend)
      sayStep('ready')
    } finally {
      // Also after a failed start: nginx then skips the backend by itself.
      await putBack()
    }
    // Waits until nginx gets an answer from this backend, before the next backend is taken out.
    await answersThroughNginx(address, [backend]).catch((error: NodeJS.ErrnoException) => {
      // nginx does not run, so no request can fail.
      if (error.code !== 'ECONNREFUSED') throw error
    })
    sayStep('put back')
  }
}
