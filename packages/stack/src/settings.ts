import { join } from 'node:path'
import { runCommand } from './run-command.ts'

/** The settings that are passed unchanged to the backends, and the last three to nginx. */
export const settingNames = [
  'SESSION_STORE',
  'LAB',
  'TLS',
  'LAB_QUIET_SECONDS',
  'PRESENTER_KEY',
  'PRESENTER_KEY_FILE',
  'SESSION_IDLE_TIMEOUT_SECONDS',
  'SESSION_ABSOLUTE_LIFETIME_SECONDS',
  'MAX_SESSIONS_PER_USER',
  'ON_MAX_SESSIONS',
  'LOGIN_ATTEMPTS_PER_ACCOUNT',
  'LOGIN_ATTEMPTS_PER_ADDRESS',
  'SIGNUPS_PER_ADDRESS',
  'LOG_LEVEL',
  'LISTEN_ADDRESS',
  'ALLOWED_HOSTS',
  'TRUSTED_PROXIES',
  'SPRING',
]

export type Settings = Record<string, string>

/**
 * @returns the backends' settings among these variables
 * @throws Problem that names the invalid one
 */
export async function checkedSettings(env: NodeJS.ProcessEnv): Promise<Settings> {
  await runCommand('sh', [join(import.meta.dirname, '..', 'check-settings.sh')], { env })
  return Object.fromEntries(
    settingNames.flatMap((name) => {
      const value = env[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}
