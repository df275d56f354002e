// What the row of an execution says of the scheduled one that it executes, and how alike their texts must be.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { CollectedTransaction } from "../src/Transaction.ts"
import { claim, complete, type Extra, make, row } from "./Ledger.ts"
import { d0, id, loaf } from "./ScenarioRows.ts"

const planned = (text: string, extra: Extra = {}) => row(d0, "-150", text, { status: "SCHEDULED", ...extra })
const made = (text: string, extra: Extra = {}) => row(d0, "-150", text, extra)

/** What each row that these make says of the one that it posts, by its text. */
const links = (records: ReadonlyArray<CollectedTransaction>) =>
  make()
    .sync(complete(records, [claim("2026-03-16", "2026-03-31")]))
    .created.map(({ description, pendingId, status }) => [status, description, pendingId])

describe("The row of an execution", () => {
  it.effect("names the scheduled one, where that has an id and it names none itself", () =>
    Effect.sync(() => {
      for (const [before, after, link] of [
        [id("s1"), {}, "s1"],
        [id("s1"), { pendingId: null }, "s1"],
        [id("s1"), { pendingId: "p9" }, "p9"],
        [{}, { pendingId: "p9" }, "p9"],
        [{}, {}, undefined]
      ] as const) {
        const records = [planned("PIX AGENDADO JOAO SILVA", before), made("PIX ENVIADO JOAO SILVA", after)]
        assert.deepStrictEqual(links(records), [["POSTED", "PIX ENVIADO JOAO SILVA", link]])
      }
    })
  )

  it.effect("is the only one that is changed: no other row of the collection is", () =>
    Effect.sync(() => {
      const records = [loaf, planned("PIX AGENDADO JOAO SILVA", id("s1")), made("PIX ENVIADO JOAO SILVA")]
      assert.deepStrictEqual(links(records), [
        ["POSTED", "PAO", undefined],
        ["POSTED", "PIX ENVIADO JOAO SILVA", "s1"]
      ])
    })
  )

  it.effect("shares six tenths of the text with the scheduled one, not less", () =>
    Effect.sync(() => {
      assert.deepStrictEqual(links([planned("CONTA AGUA"), made("CONTA TELE")]), [["POSTED", "CONTA TELE", undefined]])
      assert.strictEqual(links([planned("CONTA AGUA"), made("CONTA TELEX")]).length, 2)
    })
  )
})
