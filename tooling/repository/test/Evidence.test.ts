// The evidence that is checked in beside every connector, whether its contract is run by `npm test` or takes a browser and minutes: it is of
// the source, the recordings and the owner that stand here.
import { readdirSync, existsSync } from "node:fs"
import { join } from "node:path"

import { assert, it } from "@effect/vitest"
import { connectors as packages } from "@tomada/codegen/Generated"
import type { Connector } from "@tomada/connector-kit"
import * as EvidenceFile from "@tomada/connector-testing/contract/EvidenceFile"
import * as PackageFiles from "@tomada/connector-testing/PackageFiles"
import * as Shelf from "@tomada/connector-testing/Shelf"
import { connectors } from "@tomada/server/ConnectorRegistry.generated"
import { Effect } from "effect"

import { root } from "../src/Checkout.ts"

const bySlug = new Map<string, Connector.Connector>(connectors.map((connector) => [connector.manifest.slug, connector]))

const written = packages(root).flatMap(({ folder }) => {
  const path = join(root, "connectors", folder)
  const evidence = join(path, "evidence")
  return existsSync(evidence) ? readdirSync(evidence).map((file) => ({ path, slug: file.replace(/\.json$/, "") })) : []
})

const outdated = ({ path, slug }: (typeof written)[number]) =>
  Effect.gen(function* () {
    const connector = bySlug.get(slug)
    if (connector === undefined) return [`${slug} is no connector`]
    const files = PackageFiles.of(path)
    const file = yield* EvidenceFile.read(files, slug)
    if (file === null) return [`${slug} has no evidence, and something else of that name`]
    const { cassettes } = Shelf.read(join(path, "cassettes"), connector.manifest)
    const now = yield* EvidenceFile.make({ connector, cassettes, files }, file.checks)
    const mend = `run pnpm connector score ${slug} --write`
    return EvidenceFile.differences(file, now).map((difference) => `evidence of ${slug}: ${difference}; ${mend}`)
  })

it.effect("evidence of connectors is of what stands here", () =>
  Effect.gen(function* () {
    assert.isNotEmpty(written)
    assert.deepStrictEqual((yield* Effect.forEach(written, outdated)).flat(), [])
  })
)
