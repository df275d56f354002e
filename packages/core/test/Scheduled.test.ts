// Payments that stay in the list of what is to come after they were made, and those that only look so.
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type { CollectedTransaction } from "../src/Transaction.ts"
import { claim, complete, cutOff, empty, type Extra, make, row } from "./Ledger.ts"
import { d0, d1, d2, id } from "./ScenarioRows.ts"

const coverage = [claim("2026-03-16", "2026-03-31")]
const planned = (date: string, text: string, extra: Extra = {}) =>
  row(date, "-150", text, { status: "SCHEDULED", ...extra })
const made = (date: string, text: string, extra: Extra = {}) => row(date, "-150", text, extra)

const shown = (records: ReadonlyArray<CollectedTransaction>) => {
  const ledger = make()
  const merge = ledger.sync(complete(records, coverage))
  assert.deepStrictEqual({ ...ledger.sync(complete(records.toReversed(), coverage)), decisions: [] }, empty)
  return { merge, live: ledger.live().map((held) => `${held.date} ${held.status} ${held.description}`) }
}

describe("A payment that is shown as scheduled beside its execution", () => {
  it.effect("is one row, whatever comes first, and the decision log counts the other", () =>
    Effect.sync(() => {
      const { live, merge } = shown([planned(d0, "PIX AGENDADO JOAO SILVA"), made(d0, "PIX ENVIADO JOAO SILVA")])
      assert.deepStrictEqual(live, [`${d0} POSTED PIX ENVIADO JOAO SILVA`])
      assert.deepStrictEqual(
        merge.decisions.map(({ rule }) => rule),
        ["created", "superseded"]
      )
    })
  )

  it.effect("keeps its row though the stream is cut short, for it names the scheduled one", () =>
    Effect.sync(() => {
      const ledger = make()
      const before = planned(d0, "PIX AGENDADO JOAO SILVA", id("s1"))
      ledger.sync(complete([before]))
      ledger.sync(cutOff([before, made(d0, "PIX ENVIADO JOAO SILVA", id("e1"))]))
      assert.deepStrictEqual(
        ledger.all().map((held) => [held.status, held.institutionId, held.pendingId]),
        [["POSTED", "e1", "s1"]]
      )
    })
  )

  it.effect("may have been made up to four days later, after a weekend with a holiday, never before its day", () =>
    Effect.sync(() => {
      const days = (date: string) =>
        shown([planned(d0, "PIX AGENDADO JOAO"), made(date, "PIX ENVIADO JOAO")]).live.length
      assert.deepStrictEqual([days("2026-03-19"), days(d0), days("2026-03-24"), days("2026-03-25")], [2, 1, 1, 2])
    })
  )

  it.effect("is paid for once: of two scheduled ones one execution takes the earlier", () =>
    Effect.sync(() => {
      const text = "PIX AGENDADO JOAO SILVA"
      assert.deepStrictEqual(shown([planned(d1, text), planned(d0, text), made(d1, "PIX ENVIADO JOAO SILVA")]).live, [
        `${d1} SCHEDULED ${text}`,
        `${d1} POSTED PIX ENVIADO JOAO SILVA`
      ])
    })
  )

  it.effect("is another one where the person, the amount, the currency or the instalment is another", () =>
    Effect.sync(() => {
      const before = planned(d0, "PIX AGENDADO JOAO SILVA")
      const second = { creditCardMetadata: { installmentNumber: 2 } }
      const first = { creditCardMetadata: { installmentNumber: 1 } }
      for (const records of [
        [before, made(d0, "TRANSFERENCIA MARIA OLIVEIRA")],
        [before, row(d0, "-151", "PIX ENVIADO JOAO SILVA")],
        [before, made(d0, "PIX ENVIADO JOAO SILVA", { currencyCode: "USD" })],
        [before, { ...before, status: "PENDING" } as const],
        [planned(d2, "LOJA", second), made(d2, "LOJA", first)]
      ]) {
        assert.strictEqual(shown(records).live.length, 2)
      }
    })
  )
})
