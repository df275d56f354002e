// How an account's balance went: from what it is today back through the rows, day by day, as exact sums. Pending rows are not in a balance
// yet. A row whose amount in the account's currency nobody told makes the whole path unknown: it is not guessed.
import * as Money from "./Money.ts"
import type { Account, Transaction } from "./Wire.ts"

export interface Point {
  readonly day: string
  /** At the end of that day. */
  readonly units: bigint
}

const hours = (count: number): number => count * 3_600_000

/** The civil day of a row: its instant is midnight where the bank is, and at noon after it every zone has the same date. */
export const dayOf = (instant: string): string => new Date(Date.parse(instant) + hours(12)).toISOString().slice(0, 10)

const before = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - hours(24)).toISOString().slice(0, 10)

/** A row's amount in the account's own currency. */
export const amountOf = (row: Transaction, { currencyCode }: Account): bigint | undefined => {
  if (row.currencyCode === currencyCode) return Money.units(row.amount)
  return row.amountInAccountCurrency === null ? undefined : Money.units(row.amountInAccountCurrency)
}

/** The oldest day first; empty where there is no row, undefined where the path cannot be known. */
export const path = (
  account: Account,
  rows: ReadonlyArray<Transaction>,
  today: string
): ReadonlyArray<Point> | undefined => {
  const sums = new Map<string, bigint>()
  for (const row of rows) {
    const day = dayOf(row.date)
    if (row.status === "PENDING" || day > today) continue
    const amount = amountOf(row, account)
    if (amount === undefined) return undefined
    sums.set(day, (sums.get(day) ?? 0n) + amount)
  }
  const balance = Money.units(account.balance)
  if (balance === undefined) return undefined
  const [oldest] = [...sums.keys()].toSorted()
  if (oldest === undefined) return []
  const points: Array<Point> = []
  let left = balance
  for (let day = today; day >= oldest; day = before(day)) {
    points.push({ day, units: left })
    left -= sums.get(day) ?? 0n
  }
  return [...points, { day: before(oldest), units: left }].toReversed()
}
