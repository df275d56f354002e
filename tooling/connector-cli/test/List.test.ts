// The list of connectors with the tier of each as of now.
import { assert, describe, it } from "@effect/vitest"
import { Quality } from "@tomada/core"
import { DateTime, Duration, Effect } from "effect"

import * as Checkout from "../src/Checkout.ts"
import { entry, table } from "../src/ListCommand.ts"
import { room, run } from "./Cli.ts"

const found = DateTime.makeUnsafe("2026-11-01T12:00:00Z")
const later = (days: number) => DateTime.addDuration(found, Duration.days(days))

const evidence = (version: string): Quality.Evidence => ({
  version,
  owner: "the project",
  raises: false,
  checks: Object.fromEntries(
    Quality.Tier.literals.flatMap((tier) => Quality.checksOf[tier].map((id) => [id, "Passed" as const]))
  ),
  recordings: ["ok", "locked"].map((scenario) => ({ scenario, recordedAt: found, asked: false })),
  confirmations: [{ at: found, by: "somebody", succeeded: true }]
})

describe("the list of connectors", () => {
  it.effect("shows a tier as of now, which falls as days go by", () =>
    Effect.gen(function* () {
      const { manifest } = (yield* Checkout.find("statement-files")).connector
      const shown = (days: number) => {
        const listed = entry({ manifest, evidence: evidence(manifest.version) }, later(days))
        return table([listed]).split("\n").at(-1)?.split(/ {2,}/).slice(3)
      }
      assert.deepStrictEqual(shown(1), ["gold", "2026-12-01", "2", "2026-11-01"])
      assert.deepStrictEqual(shown(31), ["silver", "2027-11-01", "2", "2026-11-01"])
      assert.deepStrictEqual(shown(366), ["none", "-", "2", "2026-11-01"])
    })
  )

  it.effect("shows none where nothing was worked out of this version", () =>
    Effect.gen(function* () {
      const { manifest } = (yield* Checkout.find("statement-files")).connector
      const none = entry({ manifest, evidence: null }, found)
      assert.deepInclude(none, { tier: null, lacks: ["nothing was worked out yet"], checks: null, until: null })
      const other = entry({ manifest, evidence: evidence("0.0.1") }, found)
      assert.deepInclude(other, { tier: null, lacks: ["what was worked out is of version 0.0.1"], recordings: [] })
      assert.include(table([none]), "none: nothing was worked out yet")
    })
  )

  it.live("has every connector of the checkout", () =>
    Effect.gen(function* () {
      const at = yield* room
      const listed = yield* run(at, ["list", "--json"])
      assert.strictEqual(listed.code, 0, listed.stderr)
      const entries = JSON.parse(listed.stdout) as ReadonlyArray<ReturnType<typeof entry>> // with text for moments
      const { found } = yield* Checkout.all
      assert.sameMembers(
        entries.map(({ slug }) => slug),
        found.map(({ connector }) => connector.manifest.slug)
      )
      const files = entries.find(({ slug }) => slug === "statement-files")
      assert.isAbove(files?.checks?.Passed ?? 0, 10)
      const words = yield* run(at, ["list"])
      assert.match(words.stdout, /^statement-files +700 +\d/m)
    })
  )
})
