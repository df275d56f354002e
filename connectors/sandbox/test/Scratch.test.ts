import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Cassette } from "@tomada/connector-testing"
import * as Faults from "@tomada/connector-testing/contract/Faults"
import * as Matrix from "@tomada/connector-testing/faults/Matrix"
import * as Judge from "@tomada/connector-testing/faults/Judge"
import { Effect } from "effect"
import { connectors } from "../src/index.ts"
const of = (id: number) => connectors.find(({ manifest }) => manifest.id === id) ?? assert.fail(`no connector ${id}`)
describe("scratch", () => {
  it.live("times", () => Effect.gen(function* () {
    for (const id of [Number(process.env["SC"] ?? "2")]) {
      const cassette = yield* Cassette.read(readFileSync(`/tmp/faults-scratch/sandbox-${id}.jsonl`, "utf8"))
      const options = { connector: of(id), cassette }
      let t = performance.now()
      const well = yield* Faults.straight(options)
      console.log("straight", Math.round(performance.now() - t), well.map((x) => [x.item?.executionStatus, x.calls.map((c) => c.end._tag).join()]))
      const F0 = performance.now(); const cases = Matrix.cases(cassette).filter((c) => !process.env["SF"] || new RegExp(process.env["SF"]).test(c.fault.name))
      console.log(cases.length, "names", new Set(cases.map((c) => c.fault.name)).size, Math.round(performance.now() - F0), "never:", Matrix.faults.filter((f) => !cases.some((c) => c.fault === f)).map((f) => f.name).join(", "))
      for (const each of cases) {
        t = performance.now()
        const r = yield* Faults.tryCase(options, each)
        const f = Judge.judge(each.fault, each.site, well[each.site.part.sync.sync - 1]!, r)
        console.log(Math.round(performance.now() - t), each.fault.name, each.site.part.sync.sync, each.site.position, each.site.exchange.step, each.site.exchange.url.slice(0, 80), "→", r.item?.executionStatus, r.item?.error?.code, r.calls.filter((c) => c.end._tag !== "Well").map((c) => c.step + ":" + (c.end._tag === "Failed" ? c.end.error._tag + JSON.stringify(c.end.error) : c.end._tag === "Died" ? String((c.end.defect as Error).stack) : c.end._tag)).slice(0, 2).join(" "), f.length ? "\n   !!! " + f.join("\n  !!! ") : "")
      }
    }
  }), 600000)
})
