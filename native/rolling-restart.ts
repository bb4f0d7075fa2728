/** Restarts the backends of a stack that goes on serving, one after the other, so that no request fails. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { answersThroughNginx } from './compose-ready.ts'

export type Backend = 'backend-1' | 'backend-2'

/** What the restart needs done; each settles when it is. */
export interface RestartSteps {
  /** nginx sends the backend no new request. @returns what settles when nginx' old workers have ended as well */
  takeOut(backend: Backend): Promise<() => Promise<void>>
  putBack(): Promise<void>
  stop(backend: Backend): Promise<void>
  /** Settles when the backend is ready. */
  start(backend: Backend): Promise<void>
}

/** The texts of the steps, which Compose's restart prints as well. */
const texts = new Map(
  readFileSync(join(import.meta.dirname, 'restart-steps.txt'), 'utf8')
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
      // Also when it did not start: nginx then leaves it out by itself.
      await putBack()
    }
    // The next backend stays until nginx gets answers from this one.
    await answersThroughNginx(address, [backend]).catch((error: NodeJS.ErrnoException) => {
      // nginx does not run: no request has to be kept waiting.
      if (error.code !== 'ECONNREFUSED') throw error
    })
    sayStep('put back')
  }
}
