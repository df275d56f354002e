// What a collection of transactions changes in what is held of one account. Certain evidence first (id, link, equal content),
// then resemblance, and only what a complete coverage did not show can be resembled or removed. Its cost follows the rows
// that are passed in, and the order of the institution's pages never shows in the result.
import { type DateTime, Result, Schema } from "effect"

import type { AccountId } from "./Account.ts"
import * as CivilDate from "./CivilDate.ts"
import * as Coverage from "./Coverage.ts"
import * as DateInterval from "./DateInterval.ts"
import * as Installment from "./Installment.ts"
import { assemble } from "./internal/Assembly.ts"
import * as Installments from "./internal/Installments.ts"
import * as Matching from "./internal/Matching.ts"
import { type FoundRow, type HeldRow, prepare } from "./internal/MergeRow.ts"
import * as Reidentification from "./internal/Reidentification.ts"
import * as Scheduled from "./internal/Scheduled.ts"
import * as Widening from "./internal/Widening.ts"
import type { Merge } from "./MergeDecision.ts"
import type { ProductPolicy } from "./Product.ts"
import type { CollectedTransaction, Transaction, TransactionId } from "./Transaction.ts"

/**
 * A row at the start of the coverage may be one that is held just before it: read `from` to `to` too, as far as they were
 * not read, then merge all of it with `wider`.
 */
export class NeedsWider extends Schema.TaggedError<NeedsWider>()("NeedsWider", {
  from: CivilDate.CivilDate,
  to: CivilDate.CivilDate
}) {}

/** What is held before the coverage decides after all: give all rows that `needed` names, then merge with `before`. */
export class NeedsBefore extends Schema.TaggedError<NeedsBefore>()("NeedsBefore", {}) {}

export type { Merge } from "./MergeDecision.ts"

/**
 * What was collected of one account, and what is held of it.
 *
 * - `held`: at least the rows that `needed` names; rows of other accounts are left out.
 * - `executionId`: absences are counted once for each; `now`: stamps what changes.
 * - `newId`: gives a fresh UUID at each call.
 * - `before`: by default the held rows just before the coverage are given too. Without them most merges of an institution
 *   whose ids last read a third of the rows; the others fail with `NeedsBefore`.
 * - `wider`: the days of a `NeedsWider` were read too, or cannot be: it is not asked again.
 */
export interface MergeRequest {
  readonly accountId: AccountId
  readonly held: ReadonlyArray<Transaction>
  readonly collected: Coverage.Collected<CollectedTransaction>
  readonly policy: ProductPolicy
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => TransactionId
  readonly before?: boolean
  readonly wider?: boolean
}

/**
 * Which held rows a merge of this collection must be given, in every state: those of the days, and those of any day with
 * one of the ids. An instalment widens the days by as many as a bill may move it. Null when nothing was collected or
 * claimed. `before`: whether with the days just before the coverage.
 */
export const needed = (
  collected: Coverage.Collected<CollectedTransaction>,
  { before = true }: Pick<MergeRequest, "before"> = {}
): { readonly days: DateInterval.DateInterval; readonly institutionIds: ReadonlyArray<string> } | null => {
  const days = [
    ...collected.coverage.filter((claim) => !DateInterval.isEmpty(claim)),
    ...collected.records.map(({ date }) => DateInterval.make(date, date))
  ]
  const [first] = days
  if (first === undefined) return null
  const reach = collected.records.some(Installment.isOne) ? Installment.reachDays : 0
  const ids = collected.records.flatMap((row) => [row.institutionId, row.pendingId])
  return {
    days: DateInterval.make(
      CivilDate.addDays(
        days.reduce((from, day) => CivilDate.min(from, day.from), first.from),
        -Math.max(before ? Widening.daysBefore : 0, reach)
      ),
      CivilDate.addDays(
        days.reduce((to, day) => CivilDate.max(to, day.to), first.to),
        reach
      )
    ),
    institutionIds: [...new Set(ids.filter((id) => id !== null && id !== undefined))]
  }
}

/** What the collection changes. The same collection of the same execution merged again changes nothing. */
export const merge = (request: MergeRequest): Result.Result<Merge, NeedsWider | NeedsBefore> => {
  const { before = true, collected, held, policy } = request
  const records = Scheduled.withoutExecuted(collected.records)
  const prepared = prepare({ accountId: request.accountId, held, records, policy })
  const rows = { ...prepared, superseded: prepared.superseded + collected.records.length - records.length }
  Matching.byInstitutionId(rows)
  Matching.byPendingLink(rows)
  if (!before && Widening.decides({ claimed: collected.coverage, overlapDays: policy.overlapDays, rows })) {
    return Result.fail(new NeedsBefore())
  }
  Matching.byContent(rows, policy)

  const isUnseen = ({ pays, row }: HeldRow) => pays === null && row.state === "live"
  const isUnexplained = ({ paidBy }: FoundRow) => paidBy === null
  const proven = new Map(Coverage.RowState.literals.map((state) => [state, Coverage.provenDays(collected, state)]))
  const absent = rows.held.filter(
    (row) => isUnseen(row) && DateInterval.covers(proven.get(row.row.status) ?? [], row.row.date)
  )
  Installments.settle(rows, absent)
  const open = Reidentification.settle(rows, absent, rows.found.filter(isUnexplained))

  if (collected.complete && request.wider !== true) {
    const missing = Widening.missing({
      claimed: collected.coverage,
      overlapDays: policy.overlapDays,
      unseen: rows.held.filter(isUnseen),
      unexplained: rows.found.filter(isUnexplained),
      rows
    })
    if (missing !== null) return Result.fail(new NeedsWider(missing))
  }
  return Result.succeed(assemble({ ...request, rows, absent, open }))
}
