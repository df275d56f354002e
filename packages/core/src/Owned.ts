// What a person, or a rule of theirs, says of a row beside what the institution says: with who set it and when, so that no
// merge can take it for the institution's and no rule for the person's. It covers the institution's value without erasing it.
import { DateTime, Schema } from "effect"

import { maybe } from "./Content.ts"

/** Who set a field: the person, or a rule that the person made. */
export const Setter = Schema.Literals(["person", "rule"])
export type Setter = typeof Setter.Type

/** A field as it was set: its text, by whom, and when. */
export const OwnedValue = Schema.Struct({ value: Schema.NonEmptyString, by: Setter, at: Schema.DateTimeUtcFromString })
export type OwnedValue = typeof OwnedValue.Type

/** The fields that a person owns. `category` speaks the words of a row's own `category`. */
export const Field = Schema.Literals(["category", "notes"])
export type Field = typeof Field.Type

/** The owned fields of a row; one that nobody set, or that was taken back, is absent. `changedAt`: of the last of both. */
export const Owned = Schema.Struct({
  category: maybe(OwnedValue),
  notes: maybe(OwnedValue),
  changedAt: Schema.DateTimeUtcFromString
})
export type Owned = typeof Owned.Type

/** What can have owned fields: a held transaction. */
export interface Owning {
  readonly owned?: Owned | null
}

/** The field as it was set; null where only the institution speaks. */
export const get = (row: Owning, field: Field): OwnedValue | null => row.owned?.[field] ?? null

const replaced = (row: Owning, field: Field, value: OwnedValue | null, changedAt: DateTime.Utc): Owned => ({
  category: field === "category" ? value : get(row, "category"),
  notes: field === "notes" ? value : get(row, "notes"),
  changedAt
})

/**
 * The row with the field set. The very same row where nothing changes: a rule never overwrites a person, and the same value
 * by the same setter keeps its instant, so that a rule can run at every sync.
 */
export const set = <Row extends Owning>(row: Row, field: Field, next: OwnedValue): Row => {
  const before = get(row, field)
  if (before !== null && next.by === "rule" && before.by === "person") return row
  if (before !== null && next.by === before.by && next.value === before.value) return row
  return { ...row, owned: replaced(row, field, next, next.at) }
}

/**
 * The row with the field taken back, so that the institution's value shows again. The very same row where there is none, or
 * where a rule would take back what a person set.
 */
export const clear = <Row extends Owning>(
  row: Row,
  field: Field,
  taken: { readonly by: Setter; readonly at: DateTime.Utc }
): Row => {
  const before = get(row, field)
  if (before === null || (taken.by === "rule" && before.by === "person")) return row
  return { ...row, owned: replaced(row, field, null, taken.at) }
}

/** Of two values of one field the person's; of two by the same setter the later, and the first where they are of one instant. */
const stronger = (a: OwnedValue | null, b: OwnedValue | null): OwnedValue | null => {
  if (a === null || b === null) return a ?? b
  if (a.by !== b.by) return a.by === "person" ? a : b
  return DateTime.isGreaterThan(b.at, a.at) ? b : a
}

/** Of two rows that are found to be one, field by field: whichever has it; of two the person's, then the later. */
export const join = (a: Owning, b: Owning): Owned | null => {
  const [first, second] = [a.owned ?? null, b.owned ?? null]
  if (first === null || second === null) return first ?? second
  return {
    category: stronger(get(a, "category"), get(b, "category")),
    notes: stronger(get(a, "notes"), get(b, "notes")),
    changedAt: DateTime.max(first.changedAt, second.changedAt)
  }
}

/**
 * What is owned of a row that parts again from one that it was joined with: its own, with what was set or taken back on the
 * joined row after `instant`. Null where neither has any.
 */
export const part = (own: Owning, joined: Owning, instant: DateTime.Utc): Owned | null => {
  const owned = joined.owned ?? null
  if (owned === null || !DateTime.isGreaterThan(owned.changedAt, instant)) return own.owned ?? null
  const of = (field: Field): OwnedValue | null => {
    const value = get(joined, field)
    return value === null || DateTime.isGreaterThan(value.at, instant) ? value : get(own, field)
  }
  return { category: of("category"), notes: of("notes"), changedAt: owned.changedAt }
}
