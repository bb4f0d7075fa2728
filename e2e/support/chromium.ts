import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type LaunchOptions } from '@playwright/test'

/** CHROMIUM_PATH if set, else Playwright's own Chromium if it is installed, else the system's. */
export function chromiumLaunchOptions(): LaunchOptions {
  const executablePath = process.env.CHROMIUM_PATH || systemChromium()
  return {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      // Chromium's sandbox does not work for root, nor in a container without capabilities.
      ...(process.getuid?.() === 0 || process.env.CHROMIUM_SANDBOX === 'off'
        ? ['--no-sandbox']
        : []),
      // No screen, and no network requests of the browser's own.
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

/** Chromium trusts plain HTTP only on localhost. For another host it ignores some security headers and logs errors. */
function asTrustedAsLocalhost(baseUrl: string | undefined): string[] {
  const { protocol, hostname, origin } = new URL(baseUrl || 'http://localhost')
  const trusted = protocol === 'https:' || ['localhost', '127.0.0.1'].includes(hostname)
  return trusted ? [] : [`--unsafely-treat-insecure-origin-as-secure=${origin}`]
}
