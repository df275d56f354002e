// The tier from the command line, and the baseline that the next version is held to.
import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs"
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
        assert.notInclude(scored.stderr, "wrote")
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

describe("what was found of a connector, from the command line", () => {
  it.live(
    "is written beside it as it is checked in, without a tier",
    () =>
      Effect.gen(function* () {
        const at = yield* room
        const path = join(Checkout.root, "connectors/statement-files/evidence/statement-files.json")
        const before = readFileSync(path, "utf8")
        const { mtimeMs } = statSync(path)
        yield* Effect.addFinalizer(() => Effect.sync(() => writeFileSync(path, before)))
        const scored = yield* run(at, ["score", "statement-files", "--write"])
        assert.strictEqual(scored.code, 0, scored.stderr)
        assert.include(scored.stderr, "wrote ")
        assert.isAbove(statSync(path).mtimeMs, mtimeMs)
        assert.strictEqual(readFileSync(path, "utf8"), before)
        assert.notMatch(before, /tier|bronze|silver|gold|platinum/)
      }),
    60_000
  )

  it.live("is never of recordings from elsewhere", () =>
    Effect.gen(function* () {
      const at = yield* room
      const refused = yield* run(at, ["score", "statement-files", "--write", "--cassettes", at.path])
      assert.strictEqual(refused.code, 2)
      assert.include(refused.stderr, "leave --cassettes out")
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
