// The gate of what is checked in: no cassette, and nothing that is staged, holds what may be somebody's.
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as Checkout from "../src/Checkout.ts"
import { added, ofText } from "../src/ScanCommand.ts"
import { room, run } from "./Cli.ts"

/** Computed, so that this file holds none. */
const cpf = [111, 444, 777].join("") + "35"

describe("scan", () => {
  it("finds nothing of anybody in any cassette that is checked in", () => {
    const cassettes = Checkout.allCassettes()
    assert.isAbove(cassettes.length, 20)
    const findings = cassettes.flatMap((path) => ofText(Checkout.shown(path), readFileSync(path, "utf8")))
    assert.deepStrictEqual(findings, [])
  })

  it("finds a number, an address and a word of one's own, in any writing, and takes no package for an address", () => {
    const text = `one\n${cpf}\nsomebody@bank.com.br\nvitest@5.1.1\n${Buffer.from("Maria Quitéria").toString("base64")}\n`
    assert.deepStrictEqual(
      ofText("file", text, ["Maria Quitéria"]).map(({ kind, line }) => [kind, line]),
      [
        ["cpf", 2],
        ["e-mail", 3],
        ["own word", 5]
      ]
    )
  })

  it("reads of a difference the lines that it adds, where they will stand", () => {
    const diff = "--- a/file\n+++ b/file\n@@ -2,0 +3,2 @@ x\n+three\n+four\n@@ -9 +11 @@\n-nine\n+eleven"
    assert.deepStrictEqual(
      added(diff)
        .split("\n")
        .flatMap((line, index) => (line === "" ? [] : [[index + 1, line]])),
      [
        [3, "three"],
        [4, "four"],
        [11, "eleven"]
      ]
    )
  })

  it.live(
    "refuses what is staged, by kind and line and not by its text",
    () =>
      Effect.gen(function* () {
        const at = yield* room
        const git = (...args: ReadonlyArray<string>) => execFileSync("git", args, { cwd: at.path, encoding: "utf8" })
        git("init", "--quiet")
        mkdirSync(join(at.path, "cassettes"))
        writeFileSync(join(at.path, "cassettes", "ok.jsonl"), `{}\n{"document":"${cpf}"}\n`)
        writeFileSync(join(at.path, "notes.md"), "nobody's\n")
        git("add", ".")
        const refused = yield* run(at, ["scan", "--staged"])
        assert.strictEqual(refused.code, 1)
        assert.strictEqual(refused.stdout, "cassettes/ok.jsonl:2: what looks like somebody's cpf\n")
        assert.notInclude(refused.stderr, cpf)
      }),
    60_000
  )
})
