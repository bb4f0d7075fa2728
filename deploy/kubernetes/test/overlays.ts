// Builds the overlays with kustomize, with secrets that are made for the test.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { Manifest } from './manifest.ts'

export const overlayNames = ['redis', 'managed-redis', 'gateway'] as const
export type Overlay = (typeof overlayNames)[number]

const folder = join(import.meta.dirname, '..')
const secrets = ['cookie-secrets', 'redis-app-password', 'redis-operator-password', 'users.acl']

/** @param withSecrets whether the files exist that whoever deploys has to make @throws when kustomize fails */
export function buildOverlay(overlay: Overlay, withSecrets = true): Manifest[] {
  const copy = mkdtempSync(join(tmpdir(), 'kubernetes-check-'))
  try {
    for (const part of ['base', 'overlays']) {
      cpSync(join(folder, part), join(copy, part), {
        recursive: true,
        filter: (path) => !path.endsWith('/secrets'),
      })
    }
    for (const name of withSecrets ? ['redis', 'managed-redis'] : []) {
      const own = join(copy, 'overlays', name, 'secrets')
      mkdirSync(own)
      for (const file of [...secrets, 'redis-ca.pem'])
        writeFileSync(join(own, file), `of ${file}\n`)
    }
    const [program = '', ...args] = kustomize()
    const yaml = execFileSync(program, [...args, join(copy, 'overlays', overlay)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // The API server reads YAML 1.1: 0440 is octal.
    return parseAllDocuments(yaml, { version: '1.1' }).map((document) => document.toJS())
  } finally {
    rmSync(copy, { recursive: true })
  }
}

function kustomize(): string[] {
  const commands = [
    ['kustomize', 'build'],
    ['kubectl', 'kustomize'],
  ]
  const found = commands.find((command) => {
    try {
      execFileSync(command[0] ?? '', [...command.slice(1), '--help'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
  if (!found)
    throw new Error('make kubernetes-check needs kustomize or kubectl: install one of them.')
  return found
}
