// Two rows that a merge kept apart, when the person says that they are one, and when they take it back.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"

import type { Suggestion } from "../src/MergeDecision.ts"
import * as Owned from "../src/Owned.ts"
import { defaultPolicy } from "../src/Product.ts"
import * as Suggestions from "../src/Suggestions.ts"
import * as Transaction from "../src/Transaction.ts"
import { accountB, complete, empty, type Ledger, make, noon, only, pending, row } from "./Ledger.ts"
import { d0, d1, d2, id, loaf } from "./ScenarioRows.ts"

const policy = defaultPolicy
const note = (value: string, by: Owned.Setter = "person", day: string = d2): Owned.OwnedValue => ({
  value,
  by,
  at: noon(day)
})

const booked = row(d1, "-20", "POSTO SHELL", id("q"))
const hold = row(d0, "-20", "ATM CENTRO", { ...pending, ...id("p") })

/** A hold that vanished while a posted row of its amount appeared: too little to say that they are one. */
const suggested = () => {
  const ledger = make()
  ledger.sync(complete([hold, loaf]), { now: noon(d1) })
  const suggestion = only(ledger.sync(complete([booked, loaf])).suggestions)
  return { ledger, suggestion }
}

const rowsOf = (ledger: Ledger, { created, held }: Suggestion): Suggestions.Rows => ({
  held: only(ledger.all().filter((one) => one.id === held)),
  created: only(ledger.all().filter((one) => one.id === created))
})

const store = (ledger: Ledger, { created, held }: Suggestions.Rows) =>
  void ledger.store({ ...empty, touched: [held, created] })

const accept = (ledger: Ledger, suggestion: Suggestion) => {
  const now = noon("2026-03-23")
  const accepted = Result.getOrThrow(Suggestions.accept({ ...rowsOf(ledger, suggestion), suggestion, policy, now }))
  store(ledger, accepted)
  return accepted.acceptance
}

const undo = (ledger: Ledger, acceptance: Suggestions.Acceptance) => {
  const rows = rowsOf(ledger, acceptance.suggestion)
  store(ledger, Result.getOrThrow(Suggestions.undo({ ...rows, acceptance, now: noon("2026-03-25") })))
}

const summary = (held: Transaction.Transaction) => [held.state, held.date, held.description, held.institutionId ?? null]

const reason = <A>(result: Result.Result<A, Suggestions.SuggestionOutdated>) =>
  Result.getOrThrow(Result.flip(result)).reason

describe("A suggestion that the person accepts", () => {
  it.effect("lets the older id live with what the institution shows, and removes the newer one", () =>
    Effect.sync(() => {
      const { ledger, suggestion } = suggested()
      const first = rowsOf(ledger, suggestion)
      assert.strictEqual(first.held.state, "removed")
      accept(ledger, suggestion)
      const { created, held } = rowsOf(ledger, suggestion)
      assert.deepStrictEqual(summary(held), ["live", d1, "POSTO SHELL", "q"])
      assert.deepStrictEqual(summary(created), ["removed", d0, "ATM CENTRO", "p"])
      assert.deepStrictEqual([held.createdAt, held.updatedAt], [noon(d1), noon("2026-03-23")])
      assert.deepStrictEqual([created.createdAt, first.created.createdAt], [noon("2026-03-22"), noon("2026-03-22")])
      assert.deepStrictEqual(held.previousIds, ["p"])
    })
  )

  it.effect("is what the next collections find: nothing is created, revived or removed", () =>
    Effect.sync(() => {
      const { ledger, suggestion } = suggested()
      accept(ledger, suggestion)
      for (let times = 0; times < 3; times++) {
        assert.deepStrictEqual(ledger.sync(complete([booked, loaf])), empty)
      }
      assert.deepStrictEqual(
        ledger.live().map((held) => held.description),
        ["POSTO SHELL", "PAO"]
      )
    })
  )

  it.effect("keeps what the person said of either row; of both a person's before a rule's, then the later", () =>
    Effect.sync(() => {
      const said = (older: Owned.OwnedValue | null, newer: Owned.OwnedValue | null) => {
        const { ledger, suggestion } = suggested()
        const { created, held } = rowsOf(ledger, suggestion)
        store(ledger, {
          held: older === null ? held : Owned.set(held, "notes", older),
          created: newer === null ? created : Owned.set(created, "notes", newer)
        })
        accept(ledger, suggestion)
        return Transaction.notes(rowsOf(ledger, suggestion).held)
      }
      assert.strictEqual(said(null, null), null)
      assert.strictEqual(said(note("older"), null), "older")
      assert.strictEqual(said(null, note("newer")), "newer")
      assert.strictEqual(said(note("older", "person", d0), note("newer", "person", d1)), "newer")
      assert.strictEqual(said(note("older", "person", d1), note("newer", "person", d0)), "older")
      assert.strictEqual(said(note("older", "person", d0), note("newer", "rule", d1)), "older")
      assert.strictEqual(said(note("older", "rule", d1), note("newer", "person", d0)), "newer")
    })
  )

  it.effect("joins the two field by field", () =>
    Effect.sync(() => {
      const a = Owned.set({}, "notes", note("for Ana", "person", d0))
      const b = Owned.set({}, "category", note("Gifts", "rule", d1))
      for (const joined of [Owned.join(a, b), Owned.join(b, a)]) {
        assert.deepStrictEqual(
          [joined?.notes?.value, joined?.category?.value, joined?.changedAt],
          ["for Ana", "Gifts", noon(d1)]
        )
      }
    })
  )

  it.effect("names no earlier id where ids name no row for ever, or another recipe made them", () =>
    Effect.sync(() => {
      const { ledger, suggestion } = suggested()
      const { created, held } = rowsOf(ledger, suggestion)
      const request = { created, held, suggestion, policy, now: noon(d2) }
      const former = (changes: Partial<typeof request>) =>
        Result.getOrThrow(Suggestions.accept({ ...request, ...changes })).held.previousIds
      assert.deepStrictEqual(former({ policy: { ...policy, institutionIds: "not-unique" } }), [])
      assert.deepStrictEqual(former({ created: { ...created, recipe: 2 } }), [])
      assert.deepStrictEqual(former({ held: { ...held, institutionId: null, previousIds: ["o", "q"] } }), ["o"])
    })
  )

  it.effect("is refused where the institution shows both, where a row is gone, and for other rows", () =>
    Effect.sync(() => {
      const { ledger, suggestion } = suggested()
      const rows = rowsOf(ledger, suggestion)
      const request = { ...rows, suggestion, policy, now: noon(d2) }
      const refused = (changes: Partial<typeof request>) => reason(Suggestions.accept({ ...request, ...changes }))
      assert.strictEqual(refused({ held: { ...rows.held, state: "live", absences: 0 } }), "both-shown")
      assert.strictEqual(refused({ held: { ...rows.held, state: "deleted" } }), "gone")
      assert.strictEqual(refused({ created: { ...rows.created, state: "removed" } }), "gone")
      assert.strictEqual(refused({ created: { ...rows.created, state: "deleted" } }), "gone")
      assert.strictEqual(refused({ created: rows.held }), "other-rows")
      assert.strictEqual(refused({ held: rows.created }), "other-rows")
      assert.strictEqual(refused({ created: { ...rows.created, accountId: accountB } }), "other-rows")
      assert.isTrue(Result.isSuccess(Suggestions.accept({ ...request, held: { ...rows.held, state: "live" } })))
    })
  )

  it.effect("is void once the institution shows the older row again, beside the newer", () =>
    Effect.sync(() => {
      const { ledger, suggestion } = suggested()
      const acceptance = accept(ledger, suggestion)
      ledger.sync(complete([booked, hold, loaf]))
      assert.deepStrictEqual(ledger.live().length, 3)
      const rows = rowsOf(ledger, suggestion)
      assert.strictEqual(reason(Suggestions.undo({ ...rows, acceptance, now: noon(d2) })), "both-shown")
    })
  )
})

describe("An acceptance that the person takes back", () => {
  it.effect("gives each id its row again, as the institution shows it by then", () =>
    Effect.sync(() => {
      const { ledger, suggestion } = suggested()
      const first = rowsOf(ledger, suggestion)
      const acceptance = accept(ledger, suggestion)
      ledger.sync(complete([{ ...booked, description: "POSTO SHELL BR" }, loaf]))
      undo(ledger, acceptance)
      const { created, held } = rowsOf(ledger, suggestion)
      assert.deepStrictEqual(summary(created), ["live", d1, "POSTO SHELL BR", "q"])
      assert.deepStrictEqual([created.previousIds, created.createdAt], [[], first.created.createdAt])
      assert.deepStrictEqual(held, { ...first.held, updatedAt: noon("2026-03-25") })
      assert.deepStrictEqual(ledger.sync(complete([{ ...booked, description: "POSTO SHELL BR" }, loaf])), empty)
    })
  )

  it.effect("leaves what was said before with its row, and gives what was said since to the row that is shown", () =>
    Effect.sync(() => {
      const { ledger, suggestion } = suggested()
      const first = rowsOf(ledger, suggestion)
      store(ledger, {
        held: Owned.set(first.held, "notes", note("older", "person", d0)),
        created: Owned.set(first.created, "category", note("Fuel", "person", d0))
      })
      const acceptance = accept(ledger, suggestion)
      const joined = rowsOf(ledger, suggestion)
      assert.deepStrictEqual([Transaction.notes(joined.held), Transaction.category(joined.held)], ["older", "Fuel"])
      const said = (change: (held: Transaction.Transaction) => Transaction.Transaction) => {
        const rows = { ...joined, held: change(joined.held) }
        const { created, held } = Result.getOrThrow(Suggestions.undo({ ...rows, acceptance, now: noon("2026-03-26") }))
        return [held, created].map((one) => [Transaction.notes(one), Transaction.category(one)])
      }
      const later = "2026-03-24"
      assert.deepStrictEqual(
        said((held) => held),
        [
          ["older", null],
          [null, "Fuel"]
        ]
      )
      assert.deepStrictEqual(
        said((held) => Owned.set(held, "notes", note("since", "person", later))),
        [
          ["older", null],
          ["since", "Fuel"]
        ]
      )
      assert.deepStrictEqual(
        said((held) => Owned.clear(held, "category", { by: "person", at: noon(later) })),
        [
          ["older", null],
          [null, null]
        ]
      )
    })
  )

  it.effect("is refused where the one row is gone, and for other rows", () =>
    Effect.sync(() => {
      const { ledger, suggestion } = suggested()
      const acceptance = accept(ledger, suggestion)
      const request = { ...rowsOf(ledger, suggestion), acceptance, now: noon(d2) }
      const refused = (changes: Partial<typeof request>) => reason(Suggestions.undo({ ...request, ...changes }))
      assert.strictEqual(refused({ held: { ...request.held, state: "removed" } }), "gone")
      assert.strictEqual(refused({ created: { ...request.created, state: "deleted" } }), "gone")
      assert.strictEqual(refused({ created: request.held }), "other-rows")
    })
  )

  it.effect("can be kept as JSON until then", () =>
    Effect.gen(function* () {
      const { ledger, suggestion } = suggested()
      const acceptance = accept(ledger, suggestion)
      const json = JSON.stringify(yield* Schema.encodeEffect(Suggestions.Acceptance)(acceptance))
      const again = yield* Schema.decodeUnknownEffect(Suggestions.Acceptance)(JSON.parse(json))
      undo(ledger, again)
      assert.deepStrictEqual(summary(rowsOf(ledger, suggestion).created), ["live", d1, "POSTO SHELL", "q"])
    })
  )
})
