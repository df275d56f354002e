// Payments that an institution goes on listing as scheduled beside the row of their execution. Shown so, they are one: the row
// that was executed stays, and says which one it executes.
import { Order } from "effect"

import * as CivilDate from "../CivilDate.ts"
import type { CollectedTransaction } from "../Transaction.ts"
import { amountKey, mayBeSameInstallment } from "./MergeRow.ts"
import * as Similarity from "./Similarity.ts"

/** Days from the scheduled day to the execution: a weekend with a holiday. */
const executionDays = 4
const sameText = 0.6

const isExecution = (scheduled: CollectedTransaction, posted: CollectedTransaction): boolean => {
  const days = CivilDate.daysBetween(scheduled.date, posted.date)
  return (
    days >= 0 &&
    days <= executionDays &&
    mayBeSameInstallment(scheduled, posted) &&
    Similarity.ratio(Similarity.normalise(scheduled.description), Similarity.normalise(posted.description)) >= sameText
  )
}

const money = ({ amount, currencyCode }: CollectedTransaction): string => `${amountKey(amount)} ${currencyCode}`

/** By day, then by what they say, so that the order of the institution's pages decides nothing. */
const byDay = Order.mapInput(
  Order.Tuple([Order.String, Order.String, Order.String]),
  ({ date, description, institutionId }: CollectedTransaction) => [date, description, institutionId ?? ""] as const
)

/**
 * The rows without the scheduled ones that another of them executes, the earliest first, one for one; the executed row names
 * the scheduled one as its `pendingId` where that has an id and it names none itself.
 */
export const withoutExecuted = (rows: ReadonlyArray<CollectedTransaction>): ReadonlyArray<CollectedTransaction> => {
  const scheduled = rows.filter(({ status }) => status === "SCHEDULED").toSorted(byDay)
  if (scheduled.length === 0) return rows
  const amounts = new Set(scheduled.map(money))
  const posted = rows.filter((row) => row.status === "POSTED" && amounts.has(money(row))).toSorted(byDay)
  const offers = Map.groupBy(posted, money)
  const executedBy = new Map<CollectedTransaction, CollectedTransaction>()
  for (const row of scheduled) {
    const execution = offers.get(money(row))?.find((other) => !executedBy.has(other) && isExecution(row, other))
    if (execution !== undefined) executedBy.set(execution, row)
  }
  const gone = new Set(executedBy.values())
  return rows
    .filter((row) => !gone.has(row))
    .map((row) => {
      const id = executedBy.get(row)?.institutionId ?? null
      return id === null || row.pendingId != null ? row : { ...row, pendingId: id }
    })
}
