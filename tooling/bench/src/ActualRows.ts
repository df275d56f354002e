// The rows of the comparison: those of the merge's benchmark, spread over one year however many they are, each as our core and as the peer
// takes it. The year of day 0 to 364 ends where that benchmark's histories end; what a later sync adds goes on after it.
import type { Transaction } from "@tomada/core"

import * as MergeRows from "./MergeRows.ts"

/** Days of the history that a first load brings. */
export const year = 365

/** Days of an overlap that are held, before the one that is new. */
export const { overlapDays } = MergeRows

/** The civil day of day `day` of the history. */
export const dayOf = (day: number) => MergeRows.dayOf(day, year)

const firstOf = (day: number, total: number): number => Math.ceil((day * total) / year)

/** How many rows the days `from` to `to` have in a history of `total` rows a year. */
export const count = (from: number, to: number, total: number): number => firstOf(to + 1, total) - firstOf(from, total)

/** They, newest first. */
export const ofDays = (from: number, to: number, total: number): ReadonlyArray<Transaction.CollectedTransaction> =>
  Array.from({ length: to - from + 1 }, (_, back) => to - back).flatMap((day) => {
    const date = dayOf(day)
    return Array.from({ length: count(day, day, total) }, (_, back) =>
      MergeRows.collected(firstOf(day + 1, total) - 1 - back, date)
    )
  })

/** A row for the peer, in its words but for the account. Its categories are ids of its own, so ours are not told. */
export interface PeerRow {
  readonly date: string
  /** In hundredths. */
  readonly amount: number
  readonly payee_name: string
  readonly imported_payee: string
  readonly imported_id?: string
  readonly cleared: boolean
}

/** Throws when the amount is no whole number of hundredths that a number can hold. */
export const forPeer = (row: Transaction.CollectedTransaction): PeerRow => {
  const { amount, date, description, institutionId, status } = row
  const cents = Number(amount.value) * 10 ** (2 - amount.scale)
  if (!Number.isSafeInteger(cents)) throw new Error("an amount of the comparison is not in hundredths")
  return {
    date,
    amount: cents,
    payee_name: description,
    imported_payee: description,
    ...(institutionId != null && { imported_id: institutionId }),
    cleared: status === "POSTED"
  }
}
