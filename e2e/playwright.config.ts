import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from './support/chromium.ts'
import { overTls, runtime } from './support/stack.ts'

// For what tests fetch themselves: the certificate is the one that the stack under test made for itself.
if (overTls) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'

export default defineConfig({
  testDir: 'tests',
  outputDir: 'results',
  // Strict turns are seen only where nobody else sends requests, so each worker starts a stack of its own. But a stack
  // that is given is one, figures are taken alone, and containers that come and go change the network, which ends the
  // connections of every browser on this machine.
  workers: process.env.BASE_URL || process.env.MEASURE || runtime() === 'compose' ? 1 : 2,
  grepInvert: [
    // A stack that somebody else started is not ours to kill servers of, nor can its logs be read.
    ...(process.env.BASE_URL ? [/@own-stack/] : []),
    // Local processes have no containers to look at.
    ...(runtime() === 'compose' ? [] : [/@compose/]),
    // Milliseconds are measured where nothing else runs (make budgets), not asserted where something may.
    ...(process.env.MEASURE ? [] : [/@measured/]),
  ],
  // A stack that does not work fails everything; ten failures say as much as a hundred.
  maxFailures: 10,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['html', { open: 'never', outputFolder: 'report' }]],
  // nginx may take 8 s to give a request up, and a busy machine its time for everything else.
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunchOptions(),
    // TLS=on: with the certificate that the stack made for itself.
    ignoreHTTPSErrors: true,
    // Without its film: the page as it was at every step is in the trace, and filming takes half the time.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
})
