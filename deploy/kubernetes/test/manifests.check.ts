// The manifests of each overlay (make kubernetes-check). Needs kustomize or kubectl, and no cluster.
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Manifest } from './manifest.ts'
import * as network from './network.ts'
import { buildOverlay, overlayNames } from './overlays.ts'
import * as pods from './pods.ts'
import * as references from './references.ts'
import { typeErrors } from './type-errors.ts'
import { changed, wrongChanges, wrongTypes } from './wrong-changes.ts'

const requirements = [pods, references, network].flatMap((all) => Object.values(all))
const violations = (all: Manifest[]) => requirements.flatMap((requirement) => requirement(all))

suite('Kubernetes', () => {
  const overlays = overlayNames.map((name) => buildOverlay(name))

  test('every manifest has the types of the API, and no unknown key', () => {
    const named = Object.fromEntries(overlayNames.map((name, i) => [name, overlays[i] ?? []]))
    assert.deepEqual(typeErrors(named), [])
  })

  for (const [i, name] of overlayNames.entries()) {
    test(`${name} has all that matters`, () => {
      assert.deepEqual(violations(overlays[i] ?? []), [])
    })

    test(`${name} is not built without the secrets of whoever deploys`, () => {
      assert.throws(() => buildOverlay(name, false), /secrets\/[a-z-]+/)
    })
  }

  for (const change of wrongChanges) {
    test(`${change.kind} ${change.name}: a wrong ${change.path} is seen`, () => {
      const found = violations(changed(overlays, change))
      assert.ok(
        found.some((violation) => violation.includes(change.seenAs)),
        `found: ${found.join('; ')}`,
      )
    })
  }

  test('an unknown key, a missing field and a wrong type are seen', () => {
    const errors = typeErrors(
      Object.fromEntries(wrongTypes.map((change, i) => [i, changed(overlays, change)])),
    )
    for (const [i, { kind, seenAs }] of wrongTypes.entries()) {
      const found = errors.filter((error) => error.startsWith(`${i} `))
      assert.ok(found.length === 1 && found[0]?.includes(seenAs), `${kind} ${seenAs}: ${found}`)
    }
  })
})
