/** What every test starts from. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type APIRequestContext, test as base, type Cookie, type TestInfo } from '@playwright/test'
import { type Stack, stackUnderTest, startOwnStack } from './stack.ts'

export { expect } from '@playwright/test'

interface TestFixtures {
  /** A client with a cookie jar of its own, as a browser has: nobody until it logs in. */
  newClient: (options?: ClientOptions) => Promise<APIRequestContext>
  /** A second stack, whose backends keep the real sessions in memory: SESSION_STORE=memory. */
  memoryStack: Stack
  serverLogs: undefined
}

interface ClientOptions {
  baseURL?: string
  userAgent?: string
  storageState?: { cookies: Cookie[]; origins: never[] }
}

interface WorkerFixtures {
  stack: Stack
}

// The first start with Compose builds images.
const startTimeoutMs = 300_000

export const test = base.extend<TestFixtures, WorkerFixtures>({
  // A failed test ends its worker, and the stack with it: the next one starts from a fresh stack.
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
    async ({}, use) => {
      const stack = await stackUnderTest()
      await use(stack)
      await stack.stop()
    },
    { scope: 'worker', timeout: startTimeoutMs },
  ],

  baseURL: ({ stack }, use) => use(stack.baseUrl),

  newClient: async ({ playwright, baseURL }, use) => {
    const clients: APIRequestContext[] = []
    await use(async (options) => {
      const client = await playwright.request.newContext({
        ...(baseURL && { baseURL }),
        ...options,
      })
      clients.push(client)
      return client
    })
    await Promise.all(clients.map((client) => client.dispose()))
  },

  memoryStack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
    async ({}, use, testInfo) => {
      const stack = await startOwnStack({ env: { SESSION_STORE: 'memory' } })
      await use(stack)
      if (testInfo.status !== testInfo.expectedStatus)
        await attachLogs(stack, testInfo, 'memory-stack')
      await stack.stop()
    },
    { timeout: startTimeoutMs },
  ],

  serverLogs: [
    async ({ stack }, use, testInfo) => {
      await use(undefined)
      if (testInfo.status !== testInfo.expectedStatus) await attachLogs(stack, testInfo, 'stack')
    },
    { auto: true },
  ],
})

async function attachLogs(stack: Stack, testInfo: TestInfo, name: string): Promise<void> {
  if (stack.runtime === 'external') return
  const folder = testInfo.outputPath(`${name}-logs`)
  await stack.collectLogs(folder)
  for (const file of readdirSync(folder)) {
    await testInfo.attach(`${name}: ${file}`, {
      path: join(folder, file),
      contentType: 'text/plain',
    })
  }
}
