// Every scenario once, then merged again in the same execution; and the two that need an account or a window of their own.
import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"

import { defaultPolicy } from "../src/Product.ts"
import * as Ledger from "./Ledger.ts"
import { accountA, accountB, claim, complete, row } from "./Ledger.ts"
import { before, d0, coffee, shop, bread, scenarios } from "./Scenarios.ts"

describe("Merging a second collection", () => {
  it.effect.each(scenarios.map((scenario) => ({ ...scenario, toString: () => scenario.name })))("%s", (scenario) =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      const policy = {
        ...defaultPolicy,
        institutionIds: scenario.idsAreUnique === false ? "not-unique" : "unique"
      } as const
      ledger.sync(complete(scenario.first), { policy })
      if (scenario.deleted !== undefined) ledger.deleteByPerson(scenario.deleted)
      for (const next of [scenario.second, ...(scenario.afterwards ?? [])]) ledger.sync(next, { policy })
      const all = ledger.all()
      assert.deepStrictEqual(
        ledger
          .live()
          .map((held) => [
            all.indexOf(held),
            held.date,
            BigDecimal.format(held.amount),
            held.description,
            held.status,
            held.institutionId ?? null
          ]),
        scenario.live.map((expected) => [...expected])
      )
    })
  )

  it.effect("15 a collection of another account never touches this one's rows", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop]), { accountId: accountA })
      ledger.sync(complete([shop, row(d0, "-9", "PAO")]), { accountId: accountB })
      const merge = ledger.sync(complete([]), { accountId: accountB })
      assert.deepStrictEqual(
        ledger.all().map((held) => held.accountId),
        [accountA, accountB, accountB]
      )
      assert.isTrue(merge.touched.every((held) => held.accountId === accountB))
      assert.strictEqual(merge.touched.length, 2)
    })
  )

  it.effect.each(scenarios.map((scenario) => ({ ...scenario, toString: () => scenario.name })))(
    "%s: merged again in the same execution, nothing changes",
    (scenario) =>
      Effect.sync(() => {
        const ledger = Ledger.make()
        ledger.sync(complete(scenario.first))
        if (scenario.deleted !== undefined) ledger.deleteByPerson(scenario.deleted)
        ledger.sync(scenario.second, { execution: "the same" })
        const { decisions, ...again } = ledger.sync(scenario.second, { execution: "the same" })
        assert.deepStrictEqual({ ...again, decisions: [] }, { ...Ledger.empty })
        assert.isTrue(decisions.every(({ transactionId }) => transactionId === null))
      })
  )

  it.effect("rows outside every claimed coverage are facts too, and their neighbours prove nothing", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([shop, coffee("2026-03-10")]))
      assert.strictEqual(ledger.live().length, 2)
      ledger.sync(complete([bread], [claim(before, before)]))
      assert.strictEqual(ledger.live().length, 3)
      assert.isTrue(ledger.live().every(({ absences }) => absences === 0))
    })
  )
})
