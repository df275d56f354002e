// What is generated of connectors' evidence: for the server what a tier is worked out from, for people the days on which it falls.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import * as Confirmations from "@tomada/connector-testing/contract/Confirmations"
import * as EvidenceFile from "@tomada/connector-testing/contract/EvidenceFile"
import { type Manifest, Quality } from "@tomada/core"
import { DateTime, Effect, Schema } from "effect"

import { catalogue, manifestsIn } from "../src/Catalogue.ts"
import { evidenceIn, evidenceModule } from "../src/Evidence.ts"

const at = DateTime.makeUnsafe
const passing = Object.fromEntries(
  Quality.Tier.literals.flatMap((tier) => Quality.checksOf[tier].map((id) => [id, "Passed" as const]))
)

const file: EvidenceFile.EvidenceFile = {
  evidence: 1,
  slug: "bank",
  of: { cassettes: "1", source: "2" },
  version: "2.0.0",
  owner: "somebody's [team](https://bank.example) | others",
  raises: false,
  checks: { ...passing, "C-23": "Unaudited" },
  recordings: ["2026-11-01T10:00:00Z", "2026-11-03T10:00:00Z"].map((recordedAt, index) => ({
    scenario: `s${index}`,
    recordedAt: at(recordedAt),
    asked: false
  }))
}
const looks = ["2024-01-01T10:00:00Z", "2026-11-20T10:00:00Z"].map((day) => ({
  at: at(day),
  by: "one",
  succeeded: true
}))

/** A checkout with one connector's evidence and confirmations, which goes with the effect. */
const checkout = (texts: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const root = mkdtempSync(join(tmpdir(), "tomada-evidence-"))
      for (const [path, text] of Object.entries(texts)) {
        mkdirSync(dirname(join(root, "connectors/bank", path)), { recursive: true })
        writeFileSync(join(root, "connectors/bank", path), text)
      }
      return root
    }),
    (root) => Effect.sync(() => rmSync(root, { recursive: true }))
  )

const texts = {
  [EvidenceFile.pathOf("bank")]: EvidenceFile.write(file),
  [Confirmations.pathOf("bank")]: looks.map(Confirmations.line).join("")
}

const checkedOut = fileURLToPath(new URL("../../..", import.meta.url))
const [some] = await manifestsIn(checkedOut, ["statement-files"])
const manifest = { ...(some ?? assert.fail("no connector")), slug: "bank", version: "2.0.0" }
const shownOf = (manifest: Manifest.Manifest, found: ReadonlyMap<string, Quality.Evidence>) =>
  catalogue([manifest], found)
    .split("\n")
    .findLast((line) => line.startsWith("| `bank`"))
    ?.split(/ +\| +/)

describe("what is generated of evidence", () => {
  it.effect("is for the server what the tier is worked out from, without looks that count no more", () =>
    Effect.gen(function* () {
      const text = evidenceModule(evidenceIn(yield* checkout(texts), ["bank"]))
      const [, literal = ""] = /^ {4}'(.*)'$/m.exec(text) ?? []
      const json = literal.replaceAll("\\'", "'").replaceAll("\\\\", "\\")
      const read = yield* Schema.decodeEffect(Schema.fromJsonString(Quality.Evidence))(json)
      const { evidence: _, of: __, slug: ___, ...found } = file
      assert.deepStrictEqual(read, { ...found, confirmations: looks.slice(1) })
      assert.notInclude(text, "gold")
    })
  )

  it.effect("is for people the tier of the day of the newest look, and the days on which it falls", () =>
    Effect.gen(function* () {
      const found = evidenceIn(yield* checkout(texts), ["bank"])
      assert.deepStrictEqual(shownOf(manifest, found)?.slice(1, 7), [
        "2.0.0",
        "gold on 2026-11-20, silver from 2026-12-20, none from 2027-11-03",
        "2, 2026-11-01 to 2026-11-03",
        "2026-11-20",
        `${Object.keys(passing).length - 1} / 0 / 1 / 0`,
        "somebody's team \\| others |"
      ])
    })
  )

  it.effect("is nothing where nothing was worked out, nor of another version", () =>
    Effect.gen(function* () {
      assert.include(evidenceModule(evidenceIn(yield* checkout({}), ["bank"])), " = {}\n")
      assert.strictEqual(shownOf(manifest, new Map())?.[2], "none: nothing was worked out yet")
      const found = evidenceIn(yield* checkout(texts), ["bank"])
      assert.strictEqual(shownOf({ ...manifest, version: "3.0.0" }, found)?.[2], "none: found of version 2.0.0")
    })
  )

  it.effect("is refused where a file is no evidence", () =>
    Effect.gen(function* () {
      const root = yield* checkout({ [EvidenceFile.pathOf("bank")]: '{"tier":"platinum"}' })
      assert.throws(() => evidenceIn(root, ["bank"]), /evidence\/bank\.json: it is no evidence of bank/)
    })
  )
})
