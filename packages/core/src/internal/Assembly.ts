// The rows of a merge as they are to be stored, once it is decided which are which. A row keeps its place in its day; one
// that is new to a day comes after all that were ever of it.
import type { DateTime } from "effect"

import type { AccountId } from "../Account.ts"
import * as CivilDate from "../CivilDate.ts"
import type { Decision, Merge, Suggestion } from "../MergeDecision.ts"
import type { ProductPolicy } from "../Product.ts"
import type { Transaction, TransactionId } from "../Transaction.ts"
import type { FoundRow, HeldRow, Rows } from "./MergeRow.ts"
import type { Open } from "./Reidentification.ts"
import * as RowChange from "./RowChange.ts"

/** `absent`: live rows that a complete coverage did not show; of them, those that were re-identified count as seen. */
export const assemble = (options: {
  readonly accountId: AccountId
  readonly policy: ProductPolicy
  readonly executionId: string
  readonly now: DateTime.Utc
  readonly newId: () => TransactionId
  readonly rows: Rows
  readonly absent: ReadonlyArray<HeldRow>
  readonly open: ReadonlyArray<Open>
}): Merge => {
  const { accountId, executionId, newId, now, open, policy, rows } = options
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
    const isNewRecipe = row.recipe !== held.row.recipe
    switch (held.row.state) {
      case "live":
        if (hasChanged) merge.updated.push({ ...row, updatedAt: now })
        else if (held.row.absences > 0 || held.row.unconfirmed || isNewRecipe) merge.touched.push(row)
        else return
        return void decide(found.rule, row.id, found.evidence, found.rivals)
      case "deleted":
        if (!hasChanged && !isNewRecipe) return
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

  const today = CivilDate.inUtc(now)
  const isOld = (row: Transaction) => CivilDate.daysBetween(row.date, today) > policy.suspectDays
  const isAbsent = new Set(options.absent)
  for (const held of rows.held) {
    if (held.pays !== null || held.row.state !== "live") continue
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
    const rivals = open.filter((other) => (other.pair.held === pair.held) !== (other.pair.found === pair.found))
    decide("ambiguous", pair.held.row.id, { days, score, similarity }, rivals.length)
  }
  for (let count = 0; count < rows.repeated; count++) decide("repeated", null)
  for (let count = 0; count < rows.superseded; count++) decide("superseded", null)
  return merge
}
