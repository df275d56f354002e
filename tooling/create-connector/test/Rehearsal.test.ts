import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "@effect/vitest"

import { format, lint, rehearse, types } from "../src/Rehearsal.ts"
import { samples } from "../src/Samples.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

describe("the text of new connectors, of every transport and challenge", () => {
  it("typechecks as one program, is formatted and has nothing that the linter is against", { timeout: 60_000 }, () => {
    rehearse(root, samples, (folder) => {
      assert.strictEqual(format(root, folder), "")
      assert.strictEqual(lint(root, folder), "")
      assert.strictEqual(types(root, folder), "")
    })
  })

  it("would be caught if it were not so", { timeout: 60_000 }, () => {
    const [sample] = samples
    if (sample === undefined) return assert.fail("no sample")
    rehearse(root, [sample], (folder) => {
      appendFileSync(join(folder, "connectors", sample.slug, "src/login.ts"), "\nexport const broken: any = login()\n")
      assert.include(lint(root, folder), "no-explicit-any")
      assert.include(types(root, folder), "TS2554")
    })
  })
})
