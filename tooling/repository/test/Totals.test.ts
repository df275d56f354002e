import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"

import { root } from "../src/Checkout.ts"

/** The exit code and the last line of a run of vitest over files with these texts. */
const runOf = (files: Readonly<Record<string, string>>): { code: number | null; last: string | undefined } => {
  const room = mkdtempSync(join(tmpdir(), "tomada-totals-"))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(room, name), text)
    const vitest = join(root, "node_modules/vitest/vitest.mjs")
    const reporters = ["--reporter=default", `--reporter=${join(root, "tooling/vitest/totals.ts")}`]
    const args = [vitest, "run", "--globals", `--root=${room}`, ...reporters]
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: room, encoding: "utf8" })
    return { code: status, last: stdout.trimEnd().split("\n").at(-1) }
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

describe("the last line of a run", () => {
  it("counts the tests that passed, failed and were skipped", () => {
    const mixed = 'test("a", () => {})\ntest("b", () => {})\ntest("c", () => { throw 1 })\ntest.skip("d", () => {})'
    assert.deepStrictEqual(runOf({ "mixed.test.js": mixed }), { code: 1, last: "2 passed, 1 failed, 1 skipped" })
  })

  it("counts a file that does not load, and what goes wrong beside the tests, as failed", () => {
    const files = {
      "broken.test.js": 'throw new Error("at import")',
      "beside.test.js": 'test("a", () => {})\nafterAll(() => { throw new Error("after all") })',
      "later.test.js":
        'test("a", () => { setTimeout(() => { throw new Error("later") }, 0) ; return new Promise((go) => setTimeout(go, 50)) })'
    }
    assert.deepStrictEqual(runOf(files), { code: 1, last: "2 passed, 3 failed, 0 skipped" })
  })

  it("says that something failed when no test was found", () => {
    assert.deepStrictEqual(runOf({}), { code: 1, last: "0 passed, 1 failed, 0 skipped" })
  })
})
