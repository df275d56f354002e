// What a held row becomes when it was seen, and when a complete coverage did not show it. A collected field that says nothing
// erases nothing, and an id that names no row for ever is no content.
import { BigDecimal, type DateTime } from "effect"

import * as Content from "../Content.ts"
import type { ProductPolicy } from "../Product.ts"
import type { CollectedTransaction, Transaction } from "../Transaction.ts"

const isEqual = (a: unknown, b: unknown): boolean =>
  a === b || (BigDecimal.isBigDecimal(a) && BigDecimal.isBigDecimal(b) ? BigDecimal.equals(a, b) : Content.isSame(a, b))

/** `hasChanged`: it says something else than before; that it is not absent any more is no such change. */
export interface Seen {
  readonly row: Transaction
  readonly hasChanged: boolean
}

const previousIds = (
  held: Transaction,
  collected: CollectedTransaction,
  policy: ProductPolicy
): ReadonlyArray<string> => {
  if (held.recipe !== policy.recipe) return []
  const { institutionId: before, previousIds: known } = held
  const after = collected.institutionId ?? before
  if (policy.institutionIds !== "unique" || before == null || before === after) return known
  return [...known.filter((id) => id !== after && id !== before), before]
}

const isSpoken = (value: unknown): boolean => value != null

/** Whether the collected row says anything else than the held one. */
const says = (held: Transaction, collected: CollectedTransaction, policy: ProductPolicy): boolean => {
  const before: Readonly<Record<string, unknown>> = held
  const after: Readonly<Record<string, unknown>> = collected
  for (const key in after) {
    const value = after[key]
    if (!isSpoken(value) || (key === "institutionId" && policy.institutionIds === "not-unique")) continue
    if (!isEqual(before[key], value)) return true
  }
  return false
}

/**
 * The held row with what was collected of it; not absent any more. Its state, id, owned fields and instants stay. Ids that the
 * institution's rows bore under another recipe say nothing under this one.
 */
export const seen = (held: Transaction, collected: CollectedTransaction, policy: ProductPolicy): Seen => {
  const there = held.absences === 0 ? held : { ...held, absences: 0, absentIn: null, unconfirmed: false }
  const present =
    held.recipe === policy.recipe
      ? there
      : { ...there, institutionId: collected.institutionId ?? null, previousIds: [], recipe: policy.recipe }
  if (!says(held, collected, policy)) return { row: present, hasChanged: false }
  const said = Object.fromEntries(Object.entries(collected).filter(([, value]) => isSpoken(value)))
  return {
    row: {
      ...present,
      ...(said as Partial<CollectedTransaction>), // the spoken fields of the collected row
      previousIds: previousIds(held, collected, policy)
    },
    hasChanged: true
  }
}

/** `none`: this execution has counted its absence already. */
export type Absent =
  | { readonly rule: "removed" | "absent" | "unconfirmed"; readonly row: Transaction }
  | { readonly rule: "none" }

/**
 * A live row that a complete coverage did not show: removed at once while it is not posted, else at its second absence in
 * another execution. `isOld`: too old to be read again for its own sake.
 */
export const absent = (held: Transaction, executionId: string, isOld: boolean, now: DateTime.Utc): Absent => {
  if (held.absentIn === executionId) return { rule: "none" }
  const row = { ...held, absences: held.absences + 1, absentIn: executionId }
  return held.status !== "POSTED" || row.absences >= 2
    ? { rule: "removed", row: { ...row, state: "removed", unconfirmed: false, updatedAt: now } }
    : { rule: isOld ? "unconfirmed" : "absent", row: { ...row, unconfirmed: isOld } }
}
