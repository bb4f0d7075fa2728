import { after, suite } from 'node:test'
import { storeContract } from '@session-clustering/testing/contract'
import { MemorySessionStore } from '../src/index.ts'

suite('memory store', () => {
  const stores: MemorySessionStore[] = []
  after(() => {
    for (const store of stores) store.close()
  })

  storeContract((options) => {
    const store = new MemorySessionStore(options)
    stores.push(store)
    return store
  })
})
