// The fault matrix of one recording in which nothing went wrong, and whoever does not stand it.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { Check } from "../src/contract/Check.ts"
import * as Faults from "../src/contract/Faults.ts"
import * as Isolation from "../src/contract/Isolation.ts"
import * as Resources from "../src/contract/Resources.ts"
import * as Secrecy from "../src/contract/Secrecy.ts"
import * as Subject from "../src/contract/Subject.ts"
import * as Suite from "../src/contract/Suite.ts"
import * as Judge from "../src/faults/Judge.ts"
import * as Matrix from "../src/faults/Matrix.ts"
import * as Model from "./model/Model.ts"
import * as FaultSaboteurs from "./saboteurs/Faults.ts"

const checks: ReadonlyArray<Check> = [...Faults.checks, ...Isolation.checks, ...Resources.checks, ...Secrecy.checks]

describe("the fault matrix", () => {
  it.live("is made out of one recording, of more than thirty faults in all families", () =>
    Effect.gen(function* () {
      const cases = Matrix.cases(yield* Model.recorded())
      const faults = new Map(cases.map(({ fault }) => [fault.name, fault]))
      assert.isAtLeast(faults.size, 30)
      assert.deepStrictEqual([...new Set([...faults.values()].map(({ family }) => family))].toSorted(), [
        "blocking",
        "body",
        "paging",
        "rows",
        "session",
        "shape",
        "transport"
      ])
      assert.isTrue(
        cases.some(({ site }) => site.part.sync.sync === 2),
        "updates are tried too"
      )
    })
  )

  const whatIsFound = (connector: typeof Model.connector, name: string) =>
    Effect.gen(function* () {
      const cassette = yield* Model.recorded({ connector })
      const options = { connector, cassette }
      const well = yield* Faults.straight(options)
      const cases = Matrix.cases(
        cassette,
        Matrix.faults.filter((fault) => fault.name === name)
      )
      assert.isNotEmpty(cases)
      const found: Array<string> = []
      for (const each of cases) {
        const straight = well[each.site.part.sync.sync - 1]
        if (straight === undefined) return assert.fail("no such sync")
        found.push(...Judge.judge(each.fault, each.site, straight, yield* Faults.tryCase(options, each)))
      }
      return found
    })

  it.live("finds a success without the rows of a page that did not come", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* whatIsFound(Model.connector, "500"), [])
      const found = yield* whatIsFound(FaultSaboteurs.swallowing, "500")
      assert.isTrue(
        found.some((problem) => problem.includes("ends well without")),
        found.join("\n")
      )
    })
  )

  it.live("finds a password that is posted again", () =>
    Effect.gen(function* () {
      const found = yield* whatIsFound(FaultSaboteurs.insisting, "500")
      assert.isTrue(
        found.some((problem) => problem.includes("the same POST request 1 times more")),
        found.join("\n")
      )
    })
  )
})

describe("faults, resources and secrets of the model connector", () => {
  it.live(
    "are in order",
    () =>
      Effect.gen(function* () {
        const scenarios = ["ok", "two-step", "wrong-password"]
        const cassettes = yield* Effect.forEach(scenarios, (scenario) => Model.recorded({ scenario }))
        const results = yield* Suite.run(yield* Subject.make(Model.connector, cassettes), checks)
        assert.deepStrictEqual(results.filter(({ outcome }) => outcome._tag === "Failed").map(Suite.words), [])
        assert.deepStrictEqual(Suite.ids(results, "Unaudited"), [])
        assert.deepStrictEqual(Suite.ids(results, "Exempt"), ["C-43", "C-46", "C-51"])
      }),
    60_000
  )
})
