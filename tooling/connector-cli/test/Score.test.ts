// The tier from the command line, and the baseline that the next version is held to.
import { appendFileSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"

import * as Checkout from "../src/Checkout.ts"
import * as Confirmations from "../src/Confirmations.ts"
import { room, run } from "./Cli.ts"

interface Told {
  readonly tier: string | null
  readonly next: string | null
  readonly lacks: ReadonlyArray<string>
}

describe("the tier of a connector, from the command line", () => {
  it.live(
    "is worked out from what is recorded, and says what the next one lacks",
    () =>
      Effect.gen(function* () {
        const at = yield* room
        const scored = yield* run(at, ["score", "statement-files", "--json"])
        assert.strictEqual(scored.code, 0, scored.stderr)
        const { lacks, next, tier } = JSON.parse(scored.stdout) as Told
        assert.include(["silver", "gold"], tier, "gold needs somebody who looked within 30 days")
        assert.strictEqual(lacks.length > 0, next !== null)

        const unrecorded = yield* run(at, ["score", "statement-files", "--json", "--cassettes", at.path])
        const { lacks: more, tier: none } = JSON.parse(unrecorded.stdout) as Told
        assert.isNull(none)
        assert.include(more, "no recording is younger than a year")
      }),
    60_000
  )

  it.effect("keeps who looked at the institution, and takes no line that is none of that", () =>
    Effect.gen(function* () {
      const at = yield* room
      const path = join(at.path, "confirmations", "bank.jsonl")
      assert.deepStrictEqual(yield* Confirmations.read(path), [])
      const looks = [true, false].map((succeeded) => ({
        at: DateTime.makeUnsafe("2026-11-01T12:00:00Z"),
        by: "somebody",
        succeeded
      }))
      for (const look of looks) Confirmations.add(path, look)
      assert.deepStrictEqual(yield* Confirmations.read(path), looks)
      appendFileSync(path, "gold\n")
      assert.include((yield* Effect.flip(Confirmations.read(path))).problem, "line 3")
    })
  )
})

describe("the baseline of a connector", () => {
  it.live("is the one that is written down", () =>
    Effect.gen(function* () {
      const found = yield* Checkout.find("statement-files")
      const path = join(Checkout.packageOf(found), "published", "statement-files.json")
      const { version } = JSON.parse(readFileSync(path, "utf8")) as { readonly version: string }
      assert.strictEqual(version, found.connector.manifest.version)
    })
  )
})
