// What was found of a connector, as a file of its package: what it is held to, and what it cannot be claimed from.
import { assert, describe, it } from "@effect/vitest"
import { Connector } from "@tomada/connector-kit"
import type { Quality } from "@tomada/core"
import { DateTime, Effect } from "effect"

import * as Confirmations from "../src/contract/Confirmations.ts"
import * as EvidenceFile from "../src/contract/EvidenceFile.ts"
import * as Model from "./model/Model.ts"
import { files } from "./saboteurs/Package.ts"

const checks: Quality.Evidence["checks"] = { "C-01": "Passed", "C-25": "Unaudited" }
const texts = {
  "README.md": "# Model\n\n## Owner\n\nThe project.\n",
  "src/login.ts": "export const login = 1\n",
  "cassettes/model/ok.jsonl": "one\n",
  "cassettes/other/ok.jsonl": "other\n"
}

const made = (own: Readonly<Record<string, string>>, connector = Model.connector) =>
  Effect.gen(function* () {
    return yield* EvidenceFile.make({ connector, cassettes: [yield* Model.recorded()], files: files(own) }, checks)
  })

/** What of the evidence is not so any more in a package of these texts. */
const changed = (own: Readonly<Record<string, string>>, connector = Model.connector) =>
  Effect.gen(function* () {
    return EvidenceFile.differences(yield* made(texts), yield* made(own, connector))
  })

const slug = Model.manifest.slug
const confirmed = { at: DateTime.makeUnsafe("2026-11-01T12:00:00Z"), by: "somebody", succeeded: true }

describe("what was found of a connector", () => {
  it.effect("is read as it was written, with what instances confirmed since", () =>
    Effect.gen(function* () {
      const file = yield* made(texts)
      assert.notInclude(EvidenceFile.write(file), "tier")
      const own = files({
        [EvidenceFile.pathOf(slug)]: EvidenceFile.write(file),
        [Confirmations.pathOf(slug)]: Confirmations.line(confirmed)
      })
      assert.deepStrictEqual(yield* EvidenceFile.read(own, slug), file)
      const joined = yield* EvidenceFile.joined(own, slug)
      assert.deepStrictEqual([joined?.owner, joined?.confirmations], ["The project.", [confirmed]])
      assert.isNull(yield* EvidenceFile.joined(files({}), slug))
    })
  )

  it.effect("is refused where it is no evidence, of another connector, or confirmed by no confirmation", () =>
    Effect.gen(function* () {
      const text = EvidenceFile.write(yield* made(texts))
      const refused = (own: Readonly<Record<string, string>>, of: string = slug) =>
        Effect.map(Effect.flip(EvidenceFile.joined(files(own), of)), ({ message }) => message)
      assert.include(
        yield* refused({ [EvidenceFile.pathOf(slug)]: "gold" }),
        `run pnpm connector score ${slug} --write`
      )
      assert.include(yield* refused({ [EvidenceFile.pathOf("other")]: text }, "other"), "no evidence of other")
      const own = { [EvidenceFile.pathOf(slug)]: text, [Confirmations.pathOf(slug)]: "\ngold\n" }
      assert.include(yield* refused(own), "line 2 is no confirmation")
    })
  )

  it.effect("is of one version, one source, these recordings and this owner", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* changed({ ...texts, "cassettes/other/ok.jsonl": "another\n" }), [])
      assert.deepStrictEqual(yield* changed({ ...texts, "src/login.ts": "export const login = 2\n" }), [
        "the source has changed since"
      ])
      assert.deepStrictEqual(yield* changed({ ...texts, "cassettes/model/locked.jsonl": "two\n" }), [
        "the recordings have changed since"
      ])
      assert.deepStrictEqual(yield* changed({ ...texts, "README.md": "# Model\n" }), ["owner is not what it says"])
      const { definition, manifest } = Model
      const next = Connector.make({ ...definition, manifest: { ...manifest, version: "9.0.0" } })
      assert.deepStrictEqual(yield* changed(texts, next), [
        `it is of version ${manifest.version}, the connector is 9.0.0`
      ])
    })
  )

  it.effect("says of each check what it came to, one that was never run too", () =>
    Effect.gen(function* () {
      const written = yield* made(texts)
      const { "C-01": _, ...others } = checks
      const claimed = { ...written, checks: { ...others, "C-25": "Passed" as const } }
      assert.deepStrictEqual(EvidenceFile.differences(claimed, written), [
        "C-01 came to Passed, and it says nothing",
        "C-25 came to Unaudited, and it says Passed"
      ])
    })
  )
})
