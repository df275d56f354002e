// The rows that the merge's benchmarks use: row k of an account says the same whoever makes it, here for a collection and in PostgreSQL for
// a history, so that a merge of both finds nothing to change. No two rows are alike, and each has an id of the institution.
import { CivilDate, Product, type Transaction } from "@tomada/core"
import { BigDecimal } from "effect"

/** Rows of a day of a history. */
export const perDay = 28

/** Days that a sync reads again. */
export const overlapDays = Product.defaultPolicy.overlapDays

/** A day of a history of `days` days, the first being 0; histories of any length end on the same day. */
export const dayOf = (day: number, days: number): CivilDate.CivilDate =>
  CivilDate.addDays(CivilDate.make("2026-03-20"), day - days + 1)

/** Row `k` as an institution shows it. */
export const collected = (k: number, date: CivilDate.CivilDate): Transaction.CollectedTransaction => ({
  institutionId: `bank-${k}`,
  date,
  status: "POSTED",
  type: "DEBIT",
  amount: BigDecimal.make(BigInt(-(100 + ((k * 37) % 90_000))), 2),
  currencyCode: "BRL",
  description: `Payment to payee ${(k * 7919) % 300}`,
  category: `category ${k % 20}`,
  providerCode: String(k)
})

/** All rows of days `from` to `to` of a history of `days` days, newest first as institutions show them. */
export const ofDays = (from: number, to: number, days: number): ReadonlyArray<Transaction.CollectedTransaction> =>
  Array.from({ length: to - from + 1 }, (_, back) => to - back).flatMap((day) => {
    const date = dayOf(day, days)
    return Array.from({ length: perDay }, (_, back) => collected((day + 1) * perDay - 1 - back, date))
  })

/** The same rows in SQL: those of `$1` days from `$2` on. */
export const columns = {
  institutionId: `'bank-' || k`,
  date: `$2::date + k / ${perDay}`,
  position: `k % ${perDay}`,
  amount: `-(100 + (k::bigint * 37) % 90000) / 100.0`,
  description: `'Payment to payee ' || (k::bigint * 7919) % 300`,
  category: `'category ' || k % 20`,
  providerCode: `k::text`,
  from: `from generate_series(0, $1::int * ${perDay} - 1) as k`
} as const
