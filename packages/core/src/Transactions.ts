// What a collection of transactions changes in what is held of one account. Certain evidence first (id, link, equal content),
// then resemblance, and only what a complete coverage did not show can be resembled or removed. Its cost follows the rows
// that are passed in, and the order of the institution's pages never shows in the result.
import { type DateTime, Result, Schema } from "effect"

import type { AccountId } from "./Account.ts"
import * as CivilDate from "./CivilDate.ts"
import * as Coverage from "./Coverage.ts"
import * as DateInterval from "./DateInterval.ts"
import * as Matching from "./internal/Matching.ts"
import { type FoundRow, type HeldRow, prepare } from "./internal/MergeRow.ts"
import * as Reidentification from "./internal/Reidentification.ts"
import * as Resemblance from "./internal/Resemblance.ts"
import * as RowChange from "./internal/RowChange.ts"
import type { Decision, Suggestion } from "./MergeDecision.ts"
import type { ProductPolicy } from "./Product.ts"
import type { CollectedTransaction, Transaction, TransactionId } from "./Transaction.ts"

/** Days before a coverage whose held rows a merge must see. */
export const daysBefore = 8

/** A row at the coverage's start may be one that is held just before it: read from this day on, then merge again. */
export class NeedsWider extends Schema.TaggedError<NeedsWider>()("NeedsWider", { from: CivilDate.CivilDate }) {}

/**
 * Rows whole, as they are to be stored.
 *
 * - `touched`: rows whose content is unchanged: a first absence, its end, an unconfirmed row, or one that the person
 *   deleted. They are stored and not reported.
 * - `revived`: removed rows that came back under their id.
 * - `decisions`: one for each row that is not exactly as it was.
 */
export interface Merge {
  readonly created: ReadonlyArray<Transaction>
  readonly updated: ReadonlyArray<Transaction>
  readonly removed: ReadonlyArray<Transaction>
  readonly revived: ReadonlyArray<Transaction>
  readonly touched: ReadonlyArray<Transaction>
  readonly suggestions: ReadonlyArray<Suggestion>
  readonly decisions: ReadonlyArray<Decision>
}

export interface MergeRequest {
  readonly accountId: AccountId
  readonly held: ReadonlyArray<Transaction>
  readonly collected: Coverage.Collected<CollectedTransaction>
  readonly policy: ProductPolicy
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => TransactionId
  readonly wider?: boolean
}

/**
 * Which held rows a merge of this collection must be given, in every state: those of the days, and those of any day with
 * one of the ids. Null when nothing was collected or claimed.
 */
export const needed = (
  collected: Coverage.Collected<CollectedTransaction>
): { readonly days: DateInterval.DateInterval; readonly institutionIds: ReadonlyArray<string> } | null => {
  const days = [
    ...collected.coverage.filter((claim) => !DateInterval.isEmpty(claim)),
    ...collected.records.map(({ date }) => DateInterval.make(date, date))
  ]
  const [first] = days
  if (first === undefined) return null
  const ids = collected.records.flatMap((row) => [row.institutionId, row.pendingId])
  return {
    days: DateInterval.make(
      CivilDate.addDays(
        days.reduce((from, day) => CivilDate.min(from, day.from), first.from),
        -daysBefore
      ),
      days.reduce((to, day) => CivilDate.max(to, day.to), first.to)
    ),
    institutionIds: [...new Set(ids.filter((id) => id !== null && id !== undefined))]
  }
}

const isLive = ({ row }: HeldRow): boolean => row.state === "live"
const isSeen = ({ pays }: HeldRow): boolean => pays !== null
const isExplained = ({ paidBy }: FoundRow): boolean => paidBy !== null

/** The first day of a held row before the coverage that an unexplained row near the coverage's start looks like. */
const widerFrom = (
  { collected, policy }: MergeRequest,
  held: ReadonlyArray<HeldRow>,
  found: ReadonlyArray<FoundRow>
): CivilDate.CivilDate | null => {
  const claimed = DateInterval.normalise(collected.coverage)
  const near = (day: CivilDate.CivilDate, days: number, from: CivilDate.CivilDate) => {
    const distance = CivilDate.daysBetween(from, day)
    return days < 0 ? distance < 0 && distance >= days : distance >= 0 && distance < days
  }
  const atStart = found.filter((row) => claimed.some(({ from }) => near(row.row.date, policy.overlapDays, from)))
  if (atStart.length === 0) return null
  const before = held.filter(
    (row) =>
      !DateInterval.covers(claimed, row.row.date) && claimed.some(({ from }) => near(row.row.date, -daysBefore, from))
  )
  return Resemblance.all(before, atStart)
    .filter(({ weak }) => !weak)
    .map((pair) => pair.held.row.date)
    .reduce<CivilDate.CivilDate | null>((from, day) => (from === null ? day : CivilDate.min(from, day)), null)
}

/** What the collection changes. The same collection of the same execution merged again changes nothing. */
export const merge = (request: MergeRequest): Result.Result<Merge, NeedsWider> => {
  const { accountId, collected, executionId, newId, now, policy } = request
  const rows = prepare({ accountId, held: request.held, records: collected.records, policy })
  Matching.byInstitutionId(rows)
  Matching.byPendingLink(rows)
  Matching.byContent(rows, policy)

  const proven = new Map(Coverage.RowState.literals.map((state) => [state, Coverage.provenDays(collected, state)]))
  const unseen = rows.held.filter((held) => isLive(held) && !isSeen(held))
  const absent = unseen.filter(({ row }) => DateInterval.covers(proven.get(row.status) ?? [], row.date))
  const open = Reidentification.settle(
    absent,
    rows.found.filter((found) => !isExplained(found))
  )
  const from =
    request.wider === true || !collected.complete
      ? null
      : widerFrom(
          request,
          unseen.filter((held) => !isSeen(held)),
          rows.found.filter((found) => !isExplained(found))
        )
  if (from !== null) return Result.fail(new NeedsWider({ from }))

  const merge = {
    created: Array<Transaction>(),
    updated: Array<Transaction>(),
    removed: Array<Transaction>(),
    revived: Array<Transaction>(),
    touched: Array<Transaction>(),
    suggestions: Array<Suggestion>(),
    decisions: Array<Decision>()
  }
  const decide = (
    rule: Decision["rule"],
    transactionId: TransactionId | null,
    evidence: Decision["evidence"] = {},
    rivals = 0
  ) => merge.decisions.push({ rule, transactionId, evidence, rivals })

  const positions = new Map<string, number>()
  for (const { row } of rows.held) {
    positions.set(row.date, Math.max(positions.get(row.date) ?? 0, row.position + 1))
  }
  const nextPosition = (date: CivilDate.CivilDate): number => {
    const position = positions.get(date) ?? 0
    positions.set(date, position + 1)
    return position
  }

  const createdAs = new Map<FoundRow, TransactionId>()
  const create = (found: FoundRow): void => {
    const row: Transaction = {
      ...found.row,
      id: newId(),
      accountId,
      state: "live",
      absences: 0,
      absentIn: null,
      unconfirmed: false,
      previousIds: [],
      recipe: policy.recipe,
      position: nextPosition(found.row.date),
      createdAt: now,
      updatedAt: now
    }
    createdAs.set(found, row.id)
    merge.created.push(row)
    decide("created", row.id)
  }

  const keep = (held: HeldRow, found: FoundRow): void => {
    const { hasChanged, row: seen } = RowChange.seen(held.row, found.row, policy)
    const row = seen.date === held.row.date ? seen : { ...seen, position: nextPosition(seen.date) }
    switch (held.row.state) {
      case "live":
        if (hasChanged) merge.updated.push({ ...row, updatedAt: now })
        else if (held.row.absences > 0 || held.row.unconfirmed) merge.touched.push(row)
        else return
        return void decide(found.rule, row.id, found.evidence, found.rivals)
      case "deleted":
        if (!hasChanged) return
        merge.touched.push(row)
        return void decide("deleted-by-person", row.id, found.evidence)
      case "removed":
        merge.revived.push({ ...row, state: "live", updatedAt: now })
        return void decide("revived", row.id, found.evidence)
    }
  }

  for (const found of rows.found) {
    if (found.paidBy === null) create(found)
    else keep(found.paidBy, found)
  }

  const today = CivilDate.fromInstant(now, "UTC")
  const isOld = (row: Transaction) => CivilDate.daysBetween(row.date, today) > policy.suspectDays
  const isAbsent = new Set(absent)
  for (const held of unseen) {
    if (isSeen(held)) continue
    if (isAbsent.has(held)) {
      const change = RowChange.absent(held.row, executionId, isOld(held.row), now)
      if (change.rule === "none") continue
      if (change.rule === "removed") merge.removed.push(change.row)
      else merge.touched.push(change.row)
      decide(change.rule, change.row.id, { absences: change.row.absences })
    } else if (held.row.absences > 0 && !held.row.unconfirmed && isOld(held.row)) {
      merge.touched.push({ ...held.row, unconfirmed: true })
      decide("unconfirmed", held.row.id, { absences: held.row.absences })
    }
  }

  for (const { pair, why } of open) {
    const created = createdAs.get(pair.found)
    if (created === undefined) continue
    const { days, score, similarity } = pair
    merge.suggestions.push({ why, held: pair.held.row.id, created, evidence: { days, score, similarity } })
    decide("ambiguous", pair.held.row.id, { days, score, similarity }, open.length)
  }
  for (let count = 0; count < rows.repeated; count++) decide("repeated", null)
  for (let count = 0; count < rows.superseded; count++) decide("superseded", null)
  return Result.succeed(merge)
}
