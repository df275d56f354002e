// Every scenario once, beside a simple rule that fails in it, then merged again in the same execution; and the two that need an account or a window of their own.
import { assert, describe, it } from "@effect/vitest"
import { BigDecimal, Effect } from "effect"

import type { Collected } from "../src/Coverage.ts"
import { defaultPolicy } from "../src/Product.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import * as Ledger from "./Ledger.ts"
import { accountA, accountB, claim, complete, row } from "./Ledger.ts"
import { rules } from "./rules/All.ts"
import type { Held, Rule } from "./rules/Rule.ts"
import { before, bread, coffee, d0, type Scenario, shop } from "./ScenarioRows.ts"
import { scenarios } from "./Scenarios.ts"

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sorted = (collected: Collected<CollectedTransaction>): Collected<CollectedTransaction> => ({
  ...collected,
  records: collected.records.toSorted(
    (a, b) =>
      compare(a.date, b.date) ||
      compare(a.description, b.description) ||
      compare(a.institutionId ?? "", b.institutionId ?? "")
  )
})

/** Which row it is, its amount and its place, the first word of its description. A rule may leave all else as it was. */
const essence = (nth: number, amount: string, description: string): string =>
  `${nth}: ${amount} ${description.split(" ")[0]}`

const essenceBy = (rule: Rule, scenario: Scenario): ReadonlyArray<string> => {
  let made = 0
  const create = (created: CollectedTransaction): Held => ({ id: made++, state: "live", row: created })
  let held: ReadonlyArray<Held> = []
  const sync = (collected: Collected<CollectedTransaction>) => {
    held = rule({ held, collected: sorted(collected), today: Ledger.day("2026-03-22"), create })
  }
  sync(complete(scenario.first))
  held = held.map((known) => (known.id === scenario.deleted ? { ...known, state: "deleted" } : known))
  for (const next of [scenario.second, ...(scenario.afterwards ?? [])]) sync(next)
  return held
    .filter(({ state }) => state === "live")
    .map(({ id, row: kept }) => essence(id, BigDecimal.format(kept.amount), kept.description))
    .toSorted()
}

const wanted = (scenario: Scenario): ReadonlyArray<string> =>
  scenario.live.map(([nth, , amount, description]) => essence(nth, amount, description)).toSorted()

describe("The simple rule that a case names", () => {
  it.effect.each(
    scenarios.map((scenario) => ({ ...scenario, toString: () => `${scenario.defeats}: ${scenario.name}` }))
  )("ends with other rows. %s", (scenario) =>
    Effect.sync(() => assert.notDeepEqual(essenceBy(rules[scenario.defeats], scenario), wanted(scenario)))
  )

  it.effect("is judged fairly: each rule is defeated by some cases and is right in others", () =>
    Effect.sync(() => {
      assert.isAtLeast(new Set(scenarios.map(({ name }) => name.slice(0, 2))).size, 40)
      for (const [name, rule] of Object.entries(rules)) {
        const right = scenarios.filter(
          (scenario) => JSON.stringify(essenceBy(rule, scenario)) === JSON.stringify(wanted(scenario))
        )
        assert.isAtLeast(right.length, 5, name)
        assert.isTrue(
          scenarios.some(({ defeats }) => defeats === name),
          name
        )
      }
    })
  )
})

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
