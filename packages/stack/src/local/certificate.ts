import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import { checkout, type StackPaths } from './paths.ts'

/** Writes the certificate and key for nginx: the pair that the settings name, or a self-signed one for localhost. */
export async function makeCertificate(
  paths: StackPaths,
  { TLS_CERTIFICATE_FILE = '', TLS_KEY_FILE = '' }: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  const script = join(checkout, 'deploy', 'secrets', 'make-certificate.sh')
  await runCommand('sh', [script, paths.tls, TLS_CERTIFICATE_FILE, TLS_KEY_FILE], { signal })
}
