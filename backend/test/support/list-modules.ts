// Preloaded into a process: it says each module that it loads, one a line.
import { writeSync } from 'node:fs'
import { registerHooks } from 'node:module'

registerHooks({
  load(url, context, nextLoad) {
    writeSync(1, `module ${url}\n`)
    return nextLoad(url, context)
  },
})
