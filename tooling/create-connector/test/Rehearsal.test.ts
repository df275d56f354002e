import { spawnSync } from "node:child_process"
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

import { filesOf, planOf, stepsOf } from "../src/GuidePages.ts"
import { format, lint, rehearse, types } from "../src/Rehearsal.ts"
import { samples } from "../src/Samples.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const sync = fileURLToPath(new URL("../src/GuideSync.ts", import.meta.url))
const guide = stepsOf(root)
const built = planOf(guide)

const Synced = Schema.fromJsonString(
  Schema.Struct({
    status: Schema.String,
    accounts: Schema.Int,
    held: Schema.Array(Schema.String),
    known: Schema.Array(Schema.String)
  })
)

describe("the text of new connectors, of every transport and challenge, and of the guide", () => {
  it("typechecks as one program, is formatted and has nothing that the linter is against", { timeout: 90_000 }, () => {
    rehearse(
      root,
      [...samples, built],
      (folder) => {
        assert.strictEqual(format(root, folder), "")
        assert.strictEqual(lint(root, folder), "")
        assert.strictEqual(types(root, folder), "")
      },
      filesOf(guide)
    )
  })

  it("would be caught by the linter if it were not so", { timeout: 60_000 }, () => {
    rehearse(root, [built], (folder) => {
      appendFileSync(join(folder, "connectors", built.slug, "src/login.ts"), "\nexport const broken: any = login\n")
      assert.include(lint(root, folder), "no-explicit-any")
    })
  })
})

describe("the connector that the guide builds", () => {
  it("holds every row of the sandbox bank after one sync", { timeout: 60_000 }, () => {
    const { stderr, stdout } = rehearse(
      root,
      [built],
      (folder) =>
        spawnSync(process.execPath, [sync, join(folder, "connectors", built.slug)], {
          encoding: "utf8",
          timeout: 50_000
        }),
      filesOf(guide)
    )
    assert.notStrictEqual(stdout, "", stderr)
    const { accounts, held, known, status } = Schema.decodeSync(Synced)(stdout)
    assert.deepStrictEqual([status, accounts], ["SUCCESS", 1])
    assert.isAbove(known.length, 30)
    assert.deepStrictEqual(held, known)
  })
})
