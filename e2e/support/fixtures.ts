/** The fixtures of all tests. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type APIRequestContext, test as base, type Cookie, type TestInfo } from '@playwright/test'
import { type Stack, stackUnderTest, startOwnStack } from './stack.ts'

export { expect } from '@playwright/test'

interface TestFixtures {
  /** A client with its own cookie jar, not logged in. */
  newClient: (options?: ClientOptions) => Promise<APIRequestContext>
  /** A second stack that stores its sessions in the backends' memory: SESSION_STORE=memory. */
  memoryStack: Stack
  startingMemoryStack: Starting
  /** A second stack, over HTTPS: TLS=on. */
  tlsStack: Stack
  startingTlsStack: Starting
  serverLogs: undefined
}

interface ClientOptions {
  baseURL?: string
  userAgent?: string
  storageState?: { cookies: Cookie[]; origins: never[] }
}

interface WorkerFixtures {
  stack: Stack
  startingStack: Starting
}

/** The start is a fixture of its own: on Ctrl-C Playwright skips the teardown of a fixture that is not ready yet. */
interface Starting {
  stack: Promise<Stack>
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
    ({}, use) => starting(stackUnderTest(), use),
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

  memoryStack: [
    async ({ startingMemoryStack }, use, testInfo) => {
      const stack = await startingMemoryStack.stack
      await use(stack)
      if (failed(testInfo)) await attachLogs(stack, testInfo, 'memory-stack')
    },
    { timeout: startTimeoutMs },
  ],

  startingMemoryStack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
    ({}, use) => starting(startOwnStack({ env: { SESSION_STORE: 'memory' } }), use),
    { timeout: startTimeoutMs },
  ],

  tlsStack: [
    async ({ startingTlsStack }, use, testInfo) => {
      const stack = await startingTlsStack.stack
      await use(stack)
      if (failed(testInfo)) await attachLogs(stack, testInfo, 'tls-stack')
    },
    { timeout: startTimeoutMs },
  ],

  startingTlsStack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
    ({}, use) => starting(startOwnStack({ env: { TLS: 'on' } }), use),
    { timeout: startTimeoutMs },
  ],

  serverLogs: [
    async ({ stack }, use, testInfo) => {
      await use(undefined)
      if (failed(testInfo)) await attachLogs(stack, testInfo, 'stack')
    },
    { auto: true },
  ],
})

async function starting(
  stack: Promise<Stack>,
  use: (starting: Starting) => Promise<void>,
): Promise<void> {
  // The fixture that awaits `stack` reports the error.
  stack.catch(() => {})
  await use({ stack })
  const started = await stack.catch(() => undefined)
  await started?.stop()
}

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
