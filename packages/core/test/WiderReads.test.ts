// How far back a merge asks to read: to the rows that a new one at the start of the coverage may be, of eight days at most.
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"

import type { CollectedTransaction } from "../src/Transaction.ts"
import * as Ledger from "./Ledger.ts"
import { claim, complete, pending, row, week } from "./Ledger.ts"

const asks = (
  held: ReadonlyArray<CollectedTransaction>,
  shown: ReadonlyArray<CollectedTransaction>,
  coverage = [week]
): string | null => {
  const ledger = Ledger.make()
  ledger.sync(complete(held, [claim("2026-02-20", "2026-03-22")]))
  const result = ledger.attempt(complete(shown, coverage))
  if (Result.isSuccess(result)) return null
  const { failure } = result
  return failure._tag === "NeedsWider" ? `${failure.from} to ${failure.to}` : failure._tag
}

describe("A merge asks to read wider", () => {
  const hold = (date: string, text = "LOJA AZUL", amount = "-80") => row(date, amount, text, pending)
  const posted = (date: string, text = "LOJA AZUL", amount = "-80") => row(date, amount, text)

  it.effect("for a row of the eight days before what was read, and of no day before", () =>
    Effect.sync(() => {
      assert.strictEqual(asks([hold("2026-03-08")], [posted("2026-03-16")]), "2026-03-08 to 2026-03-15")
      assert.strictEqual(asks([hold("2026-03-15")], [posted("2026-03-16")]), "2026-03-15 to 2026-03-15")
      assert.isNull(asks([hold("2026-03-07")], [posted("2026-03-16")]))
    })
  )

  it.effect("for the sake of a row of the first days of the overlap, and of no later one", () =>
    Effect.sync(() => {
      assert.strictEqual(asks([hold("2026-03-14")], [posted("2026-03-19")]), "2026-03-14 to 2026-03-15")
      assert.isNull(asks([hold("2026-03-14")], [posted("2026-03-20")]))
    })
  )

  it.effect("from the earliest of several such rows to the last day before what was read", () =>
    Effect.sync(() => {
      const held = [hold("2026-03-13"), hold("2026-03-11", "PADARIA", "-7"), hold("2026-03-14", "CINEMA", "-30")]
      const shown = [posted("2026-03-16"), posted("2026-03-17", "PADARIA", "-7"), posted("2026-03-16", "CINEMA", "-30")]
      assert.strictEqual(asks(held, shown), "2026-03-11 to 2026-03-15")
    })
  )

  it.effect("at the start of each of several windows, up to that start", () =>
    Effect.sync(() => {
      const windows = [claim("2026-03-01", "2026-03-03"), week]
      const held = [hold("2026-02-27"), hold("2026-03-14", "CINEMA", "-30")]
      const [early, late] = [posted("2026-03-01"), posted("2026-03-16", "CINEMA", "-30")]
      assert.strictEqual(asks(held, [early], windows), "2026-02-27 to 2026-02-28")
      assert.strictEqual(asks(held, [late], windows), "2026-03-14 to 2026-03-15")
      assert.strictEqual(asks(held, [early, late], windows), "2026-02-27 to 2026-03-15")
    })
  )

  it.effect("not where only amount and days agree, which is no resemblance", () =>
    Effect.sync(() => {
      assert.isNull(asks([hold("2026-03-15", "QWERT")], [posted("2026-03-16", "ZXCVB")]))
    })
  )

  it.effect("not for a row that was deleted, removed or seen", () =>
    Effect.sync(() => {
      const ledger = Ledger.make()
      ledger.sync(complete([hold("2026-03-15")], [claim("2026-03-01", "2026-03-22")]))
      ledger.deleteByPerson(0)
      assert.isTrue(Result.isSuccess(ledger.attempt(complete([posted("2026-03-16")]))))
      const shown = row("2026-03-16", "-80", "LOJA AZUL")
      assert.isNull(asks([shown], [shown]))
    })
  )
})
