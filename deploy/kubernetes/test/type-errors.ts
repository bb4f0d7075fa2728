// Compiles manifests as object literals of the API's types: tsc reports wrong types, missing fields and unknown keys.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from './manifest.ts'

const modules = join(import.meta.dirname, '..', '..', '..', 'node_modules')
const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2024', '--types', '']

/** @param lists manifests by a name @returns the errors: `name kind metadata.name: what is wrong` */
export function typeErrors(lists: Record<string, Manifest[]>): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'kubernetes-types-'))
  try {
    symlinkSync(modules, join(directory, 'node_modules'))
    writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
    const named = Object.entries(lists).flatMap(([name, manifests]) =>
      manifests.map((manifest) => ({ name, manifest })),
    )
    named.forEach(({ manifest }, i) => {
      writeFileSync(join(directory, `${i}.ts`), sourceOf(manifest))
    })
    const files = named.map((_, i) => `${i}.ts`)
    const { stdout } = spawnSync(
      process.execPath,
      [join(modules, 'typescript', 'bin', 'tsc'), '--module', 'nodenext', ...options, ...files],
      { cwd: directory, encoding: 'utf8' },
    )
    return stdout
      .split('\n')
      .filter((line) => line.includes('error'))
      .map((line) => {
        const [, file, message = line] = /^(\d+)\.ts\(.*?\): error (.*)$/.exec(line) ?? []
        const of = named[Number(file)]
        return of
          ? `${of.name} ${of.manifest.kind} ${of.manifest.metadata?.name}: ${message}`
          : line
      })
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function sourceOf(manifest: Manifest): string {
  const { apiVersion, kind } = manifest
  const isGateway = apiVersion.startsWith('gateway.networking.k8s.io/')
  const from = `${isGateway ? '@kubernetes-models/gateway-api' : 'kubernetes-models'}/${apiVersion}`
  return `import type { I${kind} } from '${from}'
export const manifest: I${kind} = ${JSON.stringify(manifest, null, 2)}
`
}
