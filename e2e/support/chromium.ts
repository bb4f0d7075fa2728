import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type LaunchOptions } from '@playwright/test'

/** Playwright's own Chromium where it was fetched, else the system's. CHROMIUM_PATH wins over both. */
export function chromiumLaunchOptions(): LaunchOptions {
  const executablePath = process.env.CHROMIUM_PATH || systemChromium()
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      // Its sandbox does not work for root, nor in a container without capabilities.
      ...(process.getuid?.() === 0 || process.env.CHROMIUM_SANDBOX === 'off'
        ? ['--no-sandbox']
        : []),
      // No screen to draw for, and nothing to look up elsewhere while the tests run.
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...asTrustedAsLocalhost(process.env.BASE_URL),
    ],
  }
}

function systemChromium(): string | undefined {
  if (existsSync(chromium.executablePath())) return undefined
  const folders = (process.env.PATH ?? '').split(delimiter)
  return ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path))
}

/** Plain HTTP is trusted on this machine alone: under another name, Chromium ignores some security headers, and complains. */
function asTrustedAsLocalhost(baseUrl: string | undefined): string[] {
  const { protocol, hostname, origin } = new URL(baseUrl || 'http://localhost')
  const trusted = protocol === 'https:' || ['localhost', '127.0.0.1'].includes(hostname)
  return trusted ? [] : [`--unsafely-treat-insecure-origin-as-secure=${origin}`]
}
