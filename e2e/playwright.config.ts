import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './support/chromium.ts'
import { overTls, runtime } from './support/stack.ts'

// For fetch() in the tests: the stack under test has a self-signed certificate.
if (overTls) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  // Each worker starts its own stack, because strict turns are visible only without other clients. A given stack
  // (BASE_URL), measurements and Compose need a single worker. With Compose, containers that start or stop change the
  // network, and Chromium then closes all its connections.
  workers: process.env.BASE_URL || process.env.MEASURE || runtime() === 'compose' ? 1 : 2,
  grepInvert: [
    // Tests must not stop the services of a given stack, and cannot read its logs.
    ...(process.env.BASE_URL ? [/@own-stack/] : []),
    // Local processes have no containers to inspect.
    ...(runtime() === 'compose' ? [] : [/@compose/]),
    // Times are measured only by `make budgets`, while nothing else runs.
    ...(process.env.MEASURE ? [] : [/@measured/]),
  ],
  // A broken stack fails every test, so stop after ten failures.
  maxFailures: 10,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['html', { open: 'never', outputFolder: 'report' }]],
  // nginx may take 8 s to give up a request; the rest is for a busy machine.
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunchOptions(),
    // TLS=on: the stack's certificate is self-signed.
    ignoreHTTPSErrors: true,
    // No screenshots in the trace: it contains the DOM of every step, and screenshots double the time of a test.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
})
