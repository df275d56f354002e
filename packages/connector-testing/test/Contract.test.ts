// The three lines of an author's contract test, run in a vitest of their own: what passes, fails and is listed as not known.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const folder = fileURLToPath(new URL(".", import.meta.url))
const vitest = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")))

const Report = Schema.fromJsonString(
  Schema.Struct({
    testResults: Schema.Array(
      Schema.Struct({
        assertionResults: Schema.Array(
          Schema.Struct({
            ancestorTitles: Schema.Array(Schema.String),
            title: Schema.String,
            status: Schema.String,
            failureMessages: Schema.Array(Schema.String)
          })
        )
      })
    )
  })
)

type Told = (typeof Report.Type)["testResults"][number]["assertionResults"][number]
let told: ReadonlyArray<Told> = []

beforeAll(() => {
  const outcome = join(mkdtempSync(join(tmpdir(), "tomada-contract-")), "outcome.json")
  const args = [vitest, "run", "--root", folder, "--config", "./Contract.fixture.config.ts"]
  spawnSync(process.execPath, [...args, "--reporter=json", `--outputFile=${outcome}`], { timeout: 60_000 })
  const text = readFileSync(outcome, "utf8")
  rmSync(dirname(outcome), { recursive: true })
  told = Schema.decodeSync(Report)(text).testResults.flatMap(({ assertionResults }) => assertionResults)
}, 60_000)

const of = (slug: string, title: string): Told =>
  told.find((each) => each.ancestorTitles.includes(`the connector ${slug}`) && each.title.startsWith(title)) ??
  assert.fail(`${slug} has no test ${title}`)

describe("the contract of a connector as tests", () => {
  it("passes for what is as it should be, over a recording and without one", () => {
    for (const title of ["has recordings", "C-01", "C-03", "C-05"])
      assert.strictEqual(of("well", title).status, "passed", title)
    assert.strictEqual(of("unrecorded", "C-05").status, "passed")
  })

  it("fails with what is wrong and how to mend it", () => {
    const currency = of("unrecorded", "C-01")
    assert.strictEqual(currency.status, "failed")
    assert.include(currency.failureMessages.join(), "institution.currency is no ISO 4217 code")
    assert.include(currency.failureMessages.join(), "To mend it:")
    const form = of("wrong-form", "C-03")
    assert.strictEqual(form.status, "failed")
    assert.include(form.failureMessages.join(), "name of the recording ok is refused")
    assert.notInclude(form.failureMessages.join(), "4711", "what was typed is in no message")
  })

  it("lists what nothing was recorded for, with what to record in its name", () => {
    const form = of("unrecorded", "C-03")
    assert.strictEqual(form.status, "todo")
    assert.include(form.title, "it lacks a recording")
  })

  it("leaves out what does not apply to such a connector", () => {
    assert.isFalse(told.some(({ title }) => title.startsWith("C-04")))
  })

  it("holds evidence that is written down to what was found, and asks for none", () => {
    const title = "has evidence that says what was found here"
    assert.strictEqual(of("proven", title).status, "passed")
    const claimed = of("claimed", title)
    assert.strictEqual(claimed.status, "failed")
    const said = claimed.failureMessages.join()
    assert.include(said, "it is of version 0.9.0, the connector is 1.0.0")
    assert.include(said, "C-01 came to Passed, and it says Failed")
    assert.include(said, "Run pnpm connector score claimed --write.")
    assert.isFalse(told.some((each) => each.ancestorTitles.includes("the connector well") && each.title === title))
  })

  it("takes no file for a recording that is none of this connector", () => {
    const shelf = of("badly", "has recordings")
    assert.strictEqual(shelf.status, "failed")
    const said = shelf.failureMessages.join()
    assert.include(said, "broken.jsonl, line 1")
    assert.include(said, "ok.jsonl is a recording of well (2), not of badly (4)")
    assert.include(said, "renamed.jsonl is a recording of the scenario ok: rename it")
    assert.include(said, "notes.txt is no recording")
  })
})
