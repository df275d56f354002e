// A simple rule by which others merge bank rows, beside which ours is judged. `providerCode` is the judge's: a rule carries it
// from the collected row and never reads it.
import type { CivilDate } from "../../src/CivilDate.ts"
import type { Collected } from "../../src/Coverage.ts"
import * as DateInterval from "../../src/DateInterval.ts"
import { amountKey } from "../../src/internal/MergeRow.ts"
import * as Similarity from "../../src/internal/Similarity.ts"
import type { CollectedTransaction } from "../../src/Transaction.ts"

/** `id`: counts the rows in the order of their making. */
export interface Held {
  readonly id: number
  readonly state: "live" | "removed" | "deleted"
  readonly row: CollectedTransaction
}

export interface Request {
  readonly held: ReadonlyArray<Held>
  readonly collected: Collected<CollectedTransaction>
  readonly today: CivilDate
  readonly create: (row: CollectedTransaction) => Held
}

/** All that is held afterwards. */
export type Rule = (request: Request) => ReadonlyArray<Held>

export const amount = (row: CollectedTransaction): string => `${amountKey(row.amount)}${row.currencyCode}`
export const text = (row: CollectedTransaction): string => Similarity.normalise(row.description)
export const content = (row: CollectedTransaction): string => `${row.date}|${amount(row)}|${text(row)}`

/** The collected row's fields over the held one's; what it does not say stays. */
export const updated = (held: Held, row: CollectedTransaction): Held => ({ ...held, row: { ...held.row, ...row } })

/** Whether the row is of the days that were asked for. */
export const isAsked = ({ coverage }: Collected<CollectedTransaction>, { row }: Held): boolean =>
  coverage.some((claim) => DateInterval.contains(claim, row.date))
