// The merge alone, without storage: as many rows held as collected, all equal, against the least that could find that: one pass over both
// with a Map by fingerprint. Each gets rows made afresh, because keys that were made once are kept with the rows.
import { randomUUID } from "node:crypto"

import { Account, Product, Transaction, Transactions } from "@tomada/core"
import { DateTime, Result } from "effect"

import * as Garbage from "./Garbage.ts"
import * as MergeCpu from "./MergeCpu.ts"
import * as MergeRows from "./MergeRows.ts"

/** Microseconds of CPU for each collected row. */
export interface PureCost {
  readonly merge: number
  readonly floor: number
  /** The floor that also says which row each one is. */
  readonly numbered: number
}

interface Sides {
  readonly held: ReadonlyArray<Transaction.Transaction>
  readonly collected: ReadonlyArray<Transaction.CollectedTransaction>
}

const accountId = Account.AccountId.make("00000000-0000-4000-8000-000000000001")
const now = DateTime.makeUnsafe("2026-03-20T12:00:00Z")
const newId = (): Transaction.TransactionId => Transaction.TransactionId.make(randomUUID())
/** A year, whatever the number of rows. */
const days = 365

const held = (row: Transaction.CollectedTransaction, position: number): Transaction.Transaction => ({
  ...row,
  id: newId(),
  accountId,
  state: "live",
  absences: 0,
  absentIn: null,
  unconfirmed: false,
  previousIds: [],
  recipe: Product.defaultPolicy.recipe,
  position,
  createdAt: now,
  updatedAt: now
})

const withoutId = ({ institutionId: _, ...row }: Transaction.CollectedTransaction): Transaction.CollectedTransaction =>
  row

/** `count` rows of a year, newest first, once as held and once as collected, that share no value. */
export const sides = (count: number, withIds: boolean): Sides => {
  const perDay = Math.ceil(count / days)
  const rows = () =>
    Array.from({ length: count }, (_, back) => {
      const k = count - 1 - back
      const row = MergeRows.collected(k, MergeRows.dayOf(Math.floor(k / perDay), days))
      return withIds ? row : withoutId(row)
    })
  return { held: rows().map((row, back) => held(row, (count - 1 - back) % perDay)), collected: rows() }
}

const fingerprint = ({ amount, currencyCode, date, description }: Transaction.CollectedTransaction): string =>
  `${date}|${amount.value}|${amount.scale}|${currencyCode}|${description}`

/**
 * The floor: a Map that counts the held rows of each fingerprint, of which each collected row takes one, so that twins stay apart. Answers
 * how many collected rows found one.
 */
export const mapPass = ({ collected, held: rows }: Sides): number => {
  const left = new Map<string, number>()
  for (const row of rows) {
    const print = fingerprint(row)
    left.set(print, (left.get(print) ?? 0) + 1)
  }
  let found = 0
  for (const row of collected) {
    const print = fingerprint(row)
    const count = left.get(print) ?? 0
    if (count === 0) continue
    left.set(print, count - 1)
    found++
  }
  return found
}

const numbered = () => {
  const counts = new Map<string, number>()
  return (row: Transaction.CollectedTransaction): string => {
    const print = fingerprint(row)
    const ordinal = counts.get(print) ?? 0
    counts.set(print, ordinal + 1)
    return `${print}|${ordinal}`
  }
}

/** The floor with a number for each row of a fingerprint: a Map from that to the held row, in which each collected row is looked up. */
export const numberedPass = ({ collected, held: rows }: Sides): number => {
  const [heldKey, collectedKey] = [numbered(), numbered()]
  const byKey = new Map(rows.map((row) => [heldKey(row), row]))
  let found = 0
  for (const row of collected) if (byKey.has(collectedKey(row))) found++
  return found
}

/** Merges them under a complete coverage of all days. Answers how many rows it would write or wonders about. */
export const changes = ({ collected, held: rows }: Sides): number => {
  const merged = Transactions.merge({
    accountId,
    held: rows,
    collected: {
      records: collected,
      coverage: [{ from: MergeRows.dayOf(0, days), to: MergeRows.dayOf(days - 1, days), states: ["POSTED"] }],
      complete: true
    },
    policy: Product.defaultPolicy,
    executionId: "bench",
    now,
    newId
  })
  if (Result.isFailure(merged)) throw new Error("the merge asked for a wider read")
  const { created, removed, revived, suggestions, touched, updated } = merged.success
  return [created, removed, revived, suggestions, touched, updated].reduce((sum, list) => sum + list.length, 0)
}

const measured = (count: number, withIds: boolean, work: (of: Sides) => number, wanted: number): number => {
  const rows = sides(count, withIds)
  Garbage.collect()
  const before = MergeCpu.own()
  const answer = work(rows)
  const cost = MergeCpu.own() - before
  if (answer !== wanted) throw new Error(`of ${count} equal rows ${answer} instead of ${wanted}`)
  return (cost * 1000) / count
}

/** One round of all. Throws when one does not find every row. */
export const round = (count: number, withIds: boolean): PureCost => ({
  floor: measured(count, withIds, mapPass, count),
  merge: measured(count, withIds, changes, 0),
  numbered: measured(count, withIds, numberedPass, count)
})
