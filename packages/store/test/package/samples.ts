// The files of a consumer's project, beside the README's example.

/** What can be imported, and a name that each must have. */
export const ENTRIES = {
  '@session-clustering/store': 'RedisSessionStore',
  '@session-clustering/store/fastify': 'sharedSessions',
  '@session-clustering/store/express': 'expressSessionStore',
}

/** A module that imports every entry. */
export const IMPORTS = Object.entries(ENTRIES)
  .map(([entry, name]) => `import { ${name} } from '${entry}'\nconsole.log(${name})\n`)
  .join('')

/** The same in CommonJS. */
export const REQUIRES = Object.entries(ENTRIES)
  .map(([entry, name]) => `import ${name} = require('${entry}')\nconsole.log(${name}.${name})\n`)
  .join('')

/** Prints each entry that `require` and `import` agree on. */
export const COMMONJS = `
const entries = ${JSON.stringify(ENTRIES)}
async function main() {
  for (const [entry, name] of Object.entries(entries)) {
    const required = require(entry)[name]
    const imported = (await import(entry))[name]
    if (typeof required !== 'function' || required !== imported) throw new Error(entry)
    console.log(entry)
  }
}
main()
`

/** Stores a session, reads it, and ends it. */
export const BUNDLED = `
import { Redis } from 'ioredis'
import { RedisSessionStore } from '@session-clustering/store'

async function main(id: string) {
  const redis = new Redis(process.env.REDIS_URL ?? '')
  const store = new RedisSessionStore<{ username: string }>(redis)
  await store.insert(id, { username: 'ada' })
  console.log((await store.load(id))?.attributes.username)
  await store.destroy(id)
  console.log(await store.load(id))
  await redis.quit()
}
main(\`bundled-on-node-\${process.versions.node.replaceAll('.', '-')}\`)
`
