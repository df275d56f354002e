// How every product but transactions changes what is held: which collected record is which held one, and what becomes of the
// others. Absence counts only where the collection proves it, and a doubt between two is never decided. The order in which an
// institution shows its records decides nothing.
import { BigDecimal, type DateTime, Predicate, Schema } from "effect"

import * as Content from "./Content.ts"
import { type Identifier, pair } from "./Pairing.ts"

export type { Identifier } from "./Pairing.ts"

/**
 * What every held record has beside its content.
 *
 * - `absences`: collections in a row that proved its absence; `absentIn`: the execution that counted last.
 * - `updatedAt`: when its content last changed.
 */
export const lifeFields = {
  state: Schema.Literals(["live", "removed"]),
  absences: Schema.Int,
  absentIn: Schema.NullOr(Schema.String),
  createdAt: Schema.DateTimeUtcFromString,
  updatedAt: Schema.DateTimeUtcFromString
}
const Life = Schema.Struct(lifeFields)
export type Life = typeof Life.Type

/** A held record: content, an id that is never reused, and its life. */
export type Held<C> = C & Life & { readonly id: string }

/**
 * What a product decides for itself.
 *
 * - `identifiers`: what two records have in common when they are one, from the strongest to the weakest.
 * - `mayBe`: false where two records cannot be one whatever they have in common.
 * - `make`: a record that is new, with a fresh id. `update`: a held one with what was collected; default `overlay`.
 * - `silent`: fields that no reader is shown: a change in them alone is no change.
 * - `isProven`: whether the collection would have shown this record if it were still there.
 * - `absences`: proven absences, each in an execution of its own, that remove a record; null: none ever does.
 */
export interface Rule<C extends object, H extends Held<C>> {
  readonly identifiers: ReadonlyArray<Identifier<C>>
  readonly mayBe?: (held: H, record: C) => boolean
  readonly make: (record: C, life: Life) => H
  readonly update?: (held: H, record: C) => H
  readonly silent: ReadonlyArray<string>
  readonly isProven: (held: H) => boolean
  readonly absences: number | null
}

/**
 * Records whole, as they are to be stored; each held record is in one of the lists.
 *
 * - `revived`: removed records that came back under their id.
 * - `touched`: stored and not reported: an absence, its end, or a change of `silent` fields.
 * - `unchanged`: nothing is to be stored.
 * - `repeated`: collected records that said again what another one is.
 */
export interface Changes<H> {
  readonly created: ReadonlyArray<H>
  readonly updated: ReadonlyArray<H>
  readonly removed: ReadonlyArray<H>
  readonly revived: ReadonlyArray<H>
  readonly touched: ReadonlyArray<H>
  readonly unchanged: ReadonlyArray<H>
  readonly repeated: number
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Predicate.isObject(value) && Object.getPrototypeOf(value) === Object.prototype

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const spokenEntries = (record: object): ReadonlyArray<readonly [string, unknown]> =>
  Object.entries(record).filter(([, value]) => value !== null && value !== undefined)

/** A text that is equal for records that say the same, whatever the order of their keys. */
export const canonical = (value: unknown): string => {
  if (BigDecimal.isBigDecimal(value)) return BigDecimal.format(BigDecimal.normalize(value))
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (!isPlain(value)) return JSON.stringify(value) ?? "null"
  const entries = spokenEntries(value).toSorted(([a], [b]) => compareText(a, b))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`
}

/** The held record with what was collected of it. A field that says nothing erases nothing; a nested record counts whole. */
export const overlay = <H extends object>(held: H, record: object): H =>
  ({ ...held, ...Object.fromEntries(spokenEntries(record)) }) as H // fields of the same schema

/** One record of several that are the same thing: the one that says most, its gaps filled from the others. */
export const united = <C extends object>(records: readonly [C, ...ReadonlyArray<C>]): C => {
  const sorted = records
    .map((record) => ({ record, text: canonical(record), size: spokenEntries(record).length }))
    .toSorted((a, b) => a.size - b.size || compareText(b.text, a.text))
  return sorted.slice(1).reduce((whole, { record }) => overlay(whole, record), sorted[0]?.record ?? records[0])
}

/** By what they say, so that the order in which they came decides nothing. */
export const sorted = <C extends object>(records: ReadonlyArray<C>): ReadonlyArray<C> =>
  records
    .map((record) => ({ record, text: canonical(record) }))
    .toSorted((a, b) => compareText(a.text, b.text))
    .map(({ record }) => record)

/** The records, those with an equal `key` made one. */
export const once = <C extends object>(
  records: ReadonlyArray<C>,
  key: (record: C) => string | null
): ReadonlyArray<C> => {
  const groups = new Map<string, [C, ...Array<C>]>()
  const single: Array<C> = []
  for (const record of records) {
    const name = key(record)
    const group = name === null ? undefined : groups.get(name)
    if (name === null) single.push(record)
    else if (group === undefined) groups.set(name, [record])
    else group.push(record)
  }
  return [...[...groups.values()].map(united), ...single]
}

const without = (record: object, fields: ReadonlyArray<string>): object =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !fields.includes(key)))

/** First the live ones, then by age: the rest of a collection must not depend on how a store lists. */
const inOrder = <H extends Held<object>>(held: ReadonlyArray<H>): ReadonlyArray<H> =>
  [...new Map(held.map((record) => [record.id, record])).values()].sort(
    (a, b) =>
      compareText(a.state, b.state) ||
      a.createdAt.epochMilliseconds - b.createdAt.epochMilliseconds ||
      compareText(a.id, b.id)
  )

/**
 * What the collection changes. The same collection of the same execution merged again changes nothing.
 *
 * `complete`: whether the collection showed all that it was to show; only then may a weaker identifier be believed.
 */
export const merge = <C extends object, H extends Held<C>>(request: {
  readonly held: ReadonlyArray<H>
  readonly records: ReadonlyArray<C>
  readonly complete: boolean
  readonly rule: Rule<C, H>
  readonly executionId: string
  readonly now: DateTime.Utc
}): Changes<H> => {
  const { executionId, now, rule } = request
  const [first] = rule.identifiers
  const records = sorted(
    first?.kind === "key" ? once(request.records, (record) => first.of(record)[0] ?? null) : request.records
  )
  const held = inOrder(request.held)
  const { pairs } = pair<C, H>({
    held,
    records,
    identifiers: request.complete ? rule.identifiers : rule.identifiers.filter(({ kind }) => kind !== "sole"),
    mayBe: rule.mayBe ?? (() => true)
  })
  const changes = {
    created: Array<H>(),
    updated: Array<H>(),
    removed: Array<H>(),
    revived: Array<H>(),
    touched: Array<H>(),
    unchanged: Array<H>(),
    repeated: request.records.length - records.length
  }

  const see = (before: H, record: C): void => {
    const next = { ...(rule.update ?? overlay)(before, record), absences: 0, absentIn: null }
    const shown = ["absences", "absentIn", ...rule.silent]
    if (before.state === "removed") changes.revived.push({ ...next, state: "live", updatedAt: now })
    else if (!Content.isSame(without(before, shown), without(next, shown)))
      changes.updated.push({ ...next, updatedAt: now })
    else if (Content.isSame(before, next)) changes.unchanged.push(before)
    else changes.touched.push(next)
  }
  const miss = (before: H): void => {
    if (before.state === "removed" || !rule.isProven(before) || before.absentIn === executionId) {
      changes.unchanged.push(before)
      return
    }
    const absent: H = { ...before, absences: before.absences + 1, absentIn: executionId }
    if (rule.absences === null || absent.absences < rule.absences) changes.touched.push(absent)
    else changes.removed.push({ ...absent, state: "removed", updatedAt: now })
  }

  const seen = new Map(pairs.map((found) => [found.index, found.held]))
  for (const [index, record] of records.entries()) {
    const before = seen.get(index)
    if (before !== undefined) see(before, record)
    else {
      const life: Life = { state: "live", absences: 0, absentIn: null, createdAt: now, updatedAt: now }
      changes.created.push(rule.make(record, life))
    }
  }
  const paid = new Set(seen.values())
  for (const record of held) if (!paid.has(record)) miss(record)
  return changes
}
