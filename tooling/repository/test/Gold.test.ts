// The connectors that must be gold, as of the day on which they were looked at last: what the calendar takes away later is no mistake of
// theirs, and is shown wherever a tier is shown.
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import * as EvidenceFile from "@tomada/connector-testing/contract/EvidenceFile"
import * as PackageFiles from "@tomada/connector-testing/PackageFiles"
import { Quality, QualityCourse } from "@tomada/core"
import { DateTime, Effect } from "effect"

import { root } from "../src/Checkout.ts"

const gold = [
  ["sandbox", "sandbox"],
  ["sandbox", "sandbox-two-step"],
  ["sandbox", "sandbox-browser"],
  ["statement-files", "statement-files"],
  ["lemonldap-hledger", "lemonldap-hledger"]
] as const

const evidenceOf = Effect.fnUntraced(function* (folder: string, slug: string) {
  const evidence = yield* EvidenceFile.joined(PackageFiles.of(join(root, "connectors", folder)), slug)
  return evidence ?? assert.fail(`${slug} has no evidence: run pnpm connector score ${slug} --write`)
})

/** The last moment of which something is known. */
const lookedAt = (evidence: Quality.Evidence): DateTime.Utc =>
  QualityCourse.newest(evidence) ?? assert.fail("nothing in it has a date")

describe("a connector of this repository is gold", () => {
  for (const [folder, slug] of gold) {
    it.effect(slug, () =>
      Effect.gen(function* () {
        const evidence = yield* evidenceOf(folder, slug)
        const { lacks, next, tier } = Quality.at(evidence, lookedAt(evidence))
        assert.strictEqual(tier, "gold", `it lacks for ${next}: ${lacks.join("; ")}`)
      })
    )
  }

  it.effect("by a look at the institution, which nobody keeps for longer than it lasts", () =>
    Effect.gen(function* () {
      const evidence = yield* evidenceOf("sandbox", "sandbox-browser")
      const later = DateTime.addDuration(lookedAt(evidence), "31 days")
      assert.deepStrictEqual(Quality.at(evidence, later).lacks, [
        "nobody has looked at the institution itself within 30 days"
      ])
    })
  )
})
