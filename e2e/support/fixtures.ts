/** The fixtures of all tests. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type APIRequestContext, test as base, type TestInfo } from '@playwright/test'
import { type Stack, stackUnderTest, startOwnStack } from './stack.ts'

export { expect } from '@playwright/test'

interface TestFixtures {
  /** A client with its own cookie jar, not logged in. */
  newClient: (options?: ClientOptions) => Promise<APIRequestContext>
  /** Starts another stack with these settings, which ends with the test. */
  startStack: (env: Record<string, string>) => Promise<Stack>
  leaveStack: undefined
}

interface ClientOptions {
  baseURL?: string
  userAgent?: string
}

interface WorkerFixtures {
  stack: Stack
  /** A fixture of its own: on Ctrl-C Playwright skips the teardown of a fixture that is not ready yet. */
  startingStack: { stack: Promise<Stack> }
}

// With Compose the first start builds images.
const startTimeoutMs = 300_000

export const test = base.extend<TestFixtures, WorkerFixtures>({
  // A failed test ends its worker and the worker's stack, so the next test has a new stack.
  stack: [
    async ({ startingStack }, use) => use(await startingStack.stack),
    { scope: 'worker', timeout: startTimeoutMs },
  ],

  startingStack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
    async ({}, use) => {
      const stack = stackUnderTest()
      // The fixture that awaits `stack` reports the error.
      stack.catch(() => {})
      await use({ stack })
      const started = await stack.catch(() => undefined)
      await started?.stop()
    },
    { scope: 'worker', timeout: startTimeoutMs },
  ],

  baseURL: ({ stack }, use) => use(stack.baseUrl),

  newClient: async ({ playwright, baseURL }, use) => {
    const clients: APIRequestContext[] = []
    await use(async (options) => {
      const client = await playwright.request.newContext({
        ...(baseURL && { baseURL }),
        ignoreHTTPSErrors: true,
        ...options,
      })
      clients.push(client)
      return client
    })
    await Promise.all(clients.map((client) => client.dispose()))
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
  startStack: async ({}, use, testInfo) => {
    const starts: Promise<Stack>[] = []
    await use((env) => {
      const start = startOwnStack({ env })
      starts.push(start)
      return start
    })
    for (const start of starts) {
      const stack = await start.catch(() => undefined)
      if (stack && failed(testInfo)) await attachLogs(stack, testInfo, 'other-stack')
      await stack?.stop()
    }
  },

  leaveStack: [
    async ({ stack }, use, testInfo) => {
      await use(undefined)
      if (failed(testInfo)) await attachLogs(stack, testInfo, 'stack')
      // The next test finds all switches on.
      await fetch(`${stack.baseUrl}/api/lab/reset`, { method: 'POST' })
    },
    { auto: true },
  ],
})

function failed({ status, expectedStatus }: TestInfo): boolean {
  return status !== expectedStatus
}

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
