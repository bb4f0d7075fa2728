// Preloaded into a process: prints each module that the process loads, one on each line.
import { writeSync } from 'node:fs'
import { registerHooks } from 'node:module'

registerHooks({
  load(url, context, nextLoad) {
    writeSync(1, `module ${url}\n`)
    return nextLoad(url, context)
  },
})
