// Syncs a simulated bank day by day, as the engine does: plan, read, merge, read wider when asked, remember what is proven.
// Only the rows that a merge says it needs are given to it, with those that are unsettled.
import { type DateTime, Result } from "effect"

import { addDays, type CivilDate, daysBetween } from "../src/CivilDate.ts"
import * as Coverage from "../src/Coverage.ts"
import * as DateInterval from "../src/DateInterval.ts"
import * as PlannedReads from "../src/PlannedReads.ts"
import { defaultPolicy, type ProductPolicy } from "../src/Product.ts"
import { type CollectedTransaction, type Transaction, TransactionId } from "../src/Transaction.ts"
import * as Transactions from "../src/Transactions.ts"
import type { Bank } from "./Bank.ts"
import { accountA, noon } from "./Ledger.ts"

export const zone = "America/Sao_Paulo"

export interface Visit {
  readonly today: CivilDate
  readonly now: DateTime.Utc
  readonly collected: Coverage.Collected<CollectedTransaction>
  readonly held: ReadonlyArray<Transaction>
  readonly executionId: string
  readonly merge: Transactions.Merge
}

export interface Life {
  readonly rows: ReadonlyMap<string, Transaction>
  readonly proven: Coverage.ProvenCoverage
  readonly visits: ReadonlyArray<Visit>
}

/** Each day of the interval. */
export const daysOf = function* ({ from, to }: DateInterval.DateInterval): Generator<CivilDate> {
  for (let day = from; daysBetween(day, to) >= 0; day = addDays(day, 1)) yield day
}

export const isUnsettled = (row: Transaction): boolean =>
  row.state === "live" && (row.status === "PENDING" || row.absences > 0)

/** What a merge of the collection is given of these rows: those that it says it needs, and all that are unsettled. */
export const neededOf = (
  rows: Iterable<Transaction>,
  collected: Coverage.Collected<CollectedTransaction>,
  options: Pick<Transactions.MergeRequest, "before"> = {}
): ReadonlyArray<Transaction> => {
  const needed = Transactions.needed(collected, options)
  if (needed === null) return []
  const ids = new Set(needed.institutionIds)
  return [...rows].filter(
    (row) =>
      isUnsettled(row) ||
      DateInterval.contains(needed.days, row.date) ||
      ids.has(row.institutionId ?? "") ||
      row.previousIds.some((id) => ids.has(id))
  )
}

/**
 * - `skips`: the probability that the next day has no sync.
 * - `failures`: the probability that a stream fails, having yielded a part of its rows.
 * - `deletes`: the probability that the person deletes a row after a visit.
 * - `closing`: whether two visits follow that read every day, after the last.
 * - `observe`: called after each visit with all that is held.
 */
export const live = (
  bank: Bank,
  options: {
    readonly policy?: ProductPolicy
    readonly skips?: number
    readonly failures?: number
    readonly deletes?: number
    readonly closing?: boolean
    readonly observe?: (visit: Visit, rows: ReadonlyMap<string, Transaction>, proven: Coverage.ProvenCoverage) => void
  } = {}
): Life => {
  const policy = options.policy ?? defaultPolicy
  const rows = new Map<string, Transaction>()
  const visits: Array<Visit> = []
  let proven = Coverage.none
  let ids = 0
  const newId = () => TransactionId.make(`00000000-0000-4000-9000-${String(ids++).padStart(12, "0")}`)
  const end = addDays(bank.lastDay, options.closing === true ? 2 : 0)
  for (const today of daysOf({ from: bank.firstDay, to: end })) {
    const isLast = daysBetween(bank.lastDay, today) >= 0
    if (daysBetween(bank.lastDay, today) > 0) proven = Coverage.none
    if (!isLast && visits.length > 0 && bank.luck.holds(options.skips ?? 0)) continue
    const now = noon(today)
    const unsettled = [...rows.values()].filter(isUnsettled)
    const plan = PlannedReads.plan({ policy, zone, now, proven, unsettled })
    const fails = !isLast && bank.luck.holds(options.failures ?? 0)
    const read = (windows: ReadonlyArray<DateInterval.DateInterval>): Coverage.Collected<CollectedTransaction> => {
      const records = bank.show(today, windows)
      return fails
        ? { records: records.filter(() => bank.luck.holds(0.5)), coverage: [], complete: false }
        : {
            records,
            coverage: windows.map((window) => ({ ...window, states: Coverage.RowState.literals })),
            complete: true
          }
    }
    const executionId = `execution-${today}`
    let windows = plan.windows
    const attempt = (collected: Coverage.Collected<CollectedTransaction>, wider: boolean) => {
      const held = neededOf(rows.values(), collected)
      const request = { accountId: accountA, held, collected, policy, executionId, now, newId, wider }
      return { collected, held, result: Transactions.merge(request) }
    }
    let { collected, held, result } = attempt(read(plan.windows), false)
    if (Result.isFailure(result) && result.failure._tag === "NeedsWider") {
      windows = DateInterval.union(plan.windows, [result.failure])
      ;({ collected, held, result } = attempt(read(windows), true))
    }
    const merge = Result.getOrThrow(result)
    for (const kind of ["created", "updated", "removed", "revived", "touched"] as const) {
      for (const row of merge[kind]) rows.set(row.id, row)
    }
    proven = Coverage.advance(proven, {
      planned: windows,
      proven: Coverage.provenDays(collected, "POSTED"),
      began: now,
      zone,
      deepRescan: plan.deepRescan
    })
    const visit: Visit = { today, now, collected, held, executionId, merge }
    visits.push(visit)
    options.observe?.(visit, rows, proven)
    if (options.deletes !== undefined && bank.luck.holds(options.deletes)) {
      const unwanted = bank.luck.pick([null, ...[...rows.values()].filter(({ state }) => state === "live")])
      if (unwanted !== null) rows.set(unwanted.id, { ...unwanted, state: "deleted" })
    }
  }
  return { rows, proven, visits }
}

export const lastVisit = ({ visits }: Life): Visit => {
  const last = visits.at(-1)
  if (last === undefined) throw new Error("a life has a visit")
  return last
}
