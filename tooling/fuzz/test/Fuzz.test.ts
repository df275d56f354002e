import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"

import * as Fuzz from "../src/Fuzz.ts"
import * as Target from "../src/Target.ts"

let opened: Target.Opened | undefined

beforeAll(async () => {
  opened = await Target.open()
}, 60_000)

afterAll(() => opened?.close())

describe("a server that is asked a thousand things at random", () => {
  it("answers every one, none with a fault of its own, and refuses in the words of the wire", async () => {
    assert(opened !== undefined)
    const report = await Fuzz.run(opened.target, { seed: 20_261_123, requests: 700, malformed: 300 })
    assert.deepStrictEqual(report.faults, [])
    assert.isAbove(report.generated.succeeded, 0.3 * report.generated.asked)
    assert.isAbove(report.met, report.operations / 2)
    assert.strictEqual(report.malformed.asked, 300)
  }, 120_000)
})
