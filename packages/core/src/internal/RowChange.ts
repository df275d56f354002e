// What a held row becomes when it was seen, and when a complete coverage did not show it. A collected field that says nothing
// erases nothing, and an id that names no row for ever is no content.
import type { DateTime } from "effect"

import * as Content from "../Content.ts"
import type { ProductPolicy } from "../Product.ts"
import type { CollectedTransaction, Transaction } from "../Transaction.ts"

const isEqual = (a: unknown, b: unknown): boolean => a === b || Content.isSame(a, b)

export interface Seen {
  readonly row: Transaction
  readonly hasChanged: boolean
}

const previousIds = (
  held: Transaction,
  collected: CollectedTransaction,
  policy: ProductPolicy
): ReadonlyArray<string> => {
  const { institutionId: before, previousIds: known } = held
  const after = collected.institutionId ?? before
  if (policy.institutionIds !== "unique" || before == null || before === after) return known
  return [...known.filter((id) => id !== after && id !== before), before]
}

/** The held row with what was collected of it; not absent any more. Its state, id and instants stay. */
export const seen = (held: Transaction, collected: CollectedTransaction, policy: ProductPolicy): Seen => {
  const said = Object.entries(collected).filter(([, value]) => value !== null && value !== undefined)
  const present = { absences: 0, absentIn: null, unconfirmed: false }
  const before = new Map<string, unknown>(Object.entries(held))
  const hasChanged = said.some(
    ([key, value]) =>
      !(key === "institutionId" && policy.institutionIds === "not-unique") && !isEqual(before.get(key), value)
  )
  return hasChanged
    ? {
        row: {
          ...held,
          ...(Object.fromEntries(said) as Partial<CollectedTransaction>), // the spoken fields of the collected row
          ...present,
          previousIds: previousIds(held, collected, policy)
        },
        hasChanged
      }
    : { row: { ...held, ...present }, hasChanged }
}

export type Absent =
  | { readonly rule: "removed" | "absent" | "unconfirmed"; readonly row: Transaction }
  | { readonly rule: "none" }

/**
 * A live row that a complete coverage did not show: removed at once while it is not posted, else at its second absence in
 * another execution. `isOld`: too old to be read again for its own sake.
 */
export const absent = (held: Transaction, executionId: string, isOld: boolean, now: DateTime.Utc): Absent => {
  if (held.status === "POSTED" && held.absentIn === executionId) return { rule: "none" }
  const row = { ...held, absences: held.absences + 1, absentIn: executionId }
  return held.status !== "POSTED" || row.absences >= 2
    ? { rule: "removed", row: { ...row, state: "removed", unconfirmed: false, updatedAt: now } }
    : { rule: isOld ? "unconfirmed" : "absent", row: { ...row, unconfirmed: isOld } }
}
