// How much a collected row looks like a held one whose id and content it does not have: as its posting, or restated. The
// values are a starting point from simulated histories. Amount and days alone are never enough: such a pair is `weak`.
import { BigDecimal } from "effect"

import type { Doubt } from "./LastingIds.ts"
import { type FoundRow, type HeldRow, mayBeSamePurchase } from "./MergeRow.ts"
import * as Similarity from "./Similarity.ts"

/** How many days apart two rows may be one. */
export const reach = {
  /** Days from a pending row to its posting. */
  postingDays: 14,
  /** Days by which a row may be restated, or posted with another amount. */
  restatedDays: 5
} as const

const threshold = { posting: 0.35, restated: 0.6, otherAmount: 0.8 } as const
/** A posting that keeps its day: chance rarely hits that very day, so this outweighs a text that was completed. */
const sameDay = 0.3
const largestRise = BigDecimal.fromStringUnsafe("1.35")

/** `days`: from the held row to the collected one; `similarity`: of the descriptions, 0..1. */
export interface Resemblance {
  readonly held: HeldRow
  readonly found: FoundRow
  readonly score: number
  readonly days: number
  readonly similarity: number
  readonly weak: boolean
}

/** A tip or an exchange rate: the same direction, more by up to 35 %. */
const hasRisen = (before: BigDecimal.BigDecimal, after: BigDecimal.BigDecimal): boolean => {
  if (BigDecimal.sign(before) !== BigDecimal.sign(after)) return false
  const [low, high] = [BigDecimal.abs(before), BigDecimal.abs(after)]
  return BigDecimal.isGreaterThan(high, low) && !BigDecimal.isGreaterThan(high, BigDecimal.multiply(low, largestRise))
}

/** Descriptions repeat, so each pair of texts is compared once. */
export const comparer = (): ((a: string, b: string) => number) => {
  const known = new Map<string, number>()
  return (a, b) => {
    if (a === b) return 1
    const key = `${a}\u0000${b}`
    const before = known.get(key)
    if (before !== undefined) return before
    const similarity = Similarity.ratio(a, b)
    known.set(key, similarity)
    return similarity
  }
}

const scored = (
  held: HeldRow,
  found: FoundRow,
  compare: (a: string, b: string) => number,
  doubts: Doubt
): Resemblance | null => {
  if (held.row.currencyCode !== found.row.currencyCode || !mayBeSamePurchase(held.row, found.row)) return null
  const days = found.day - held.day
  const [before, after] = [held.row.status, found.row.status]
  const sameAmount = held.amount === found.amount
  const of = (score: number, similarity: number, weak = false): Resemblance => ({
    held,
    found,
    score,
    days,
    similarity,
    weak: weak || doubts(held, found)
  })
  if (before === after) {
    if (Math.abs(days) > reach.restatedDays) return null
    const similarity = compare(held.text, found.text)
    const isRestated = sameAmount
      ? similarity >= threshold.restated
      : before === "PENDING" && days === 0 && similarity === 1
    return isRestated ? of(1 + similarity, similarity) : null
  }
  const isForward = before !== "POSTED" && after !== "SCHEDULED" && days >= 0 && days <= reach.postingDays
  if (!isForward) return null
  const isSoon = days <= reach.restatedDays
  if (!sameAmount && !(isSoon && hasRisen(held.row.amount, found.row.amount))) return null
  const similarity = compare(held.text, found.text)
  if (!sameAmount) return similarity >= threshold.otherAmount ? of(1 + similarity, similarity) : null
  if (similarity >= threshold.posting) return of(2 + similarity + (days === 0 ? sameDay : 0), similarity)
  return isSoon ? of(1, similarity, true) : null
}

/** Every pair that resembles each other, found through the days around each held row; `weak` also where it is doubted. */
export const all = (
  held: ReadonlyArray<HeldRow>,
  found: ReadonlyArray<FoundRow>,
  doubts: Doubt
): ReadonlyArray<Resemblance> => {
  if (held.length === 0 || found.length === 0) return []
  const compare = comparer()
  const byAmount = Map.groupBy(found, ({ amount, day }) => `${day}|${amount}`)
  const byDay = Map.groupBy(found, ({ day }) => day)
  const pairs: Array<Resemblance> = []
  const consider = (row: HeldRow, candidates: ReadonlyArray<FoundRow> | undefined, isEqualAmount: boolean) => {
    for (const candidate of candidates ?? []) {
      if ((candidate.amount === row.amount) !== isEqualAmount) continue
      const pair = scored(row, candidate, compare, doubts)
      if (pair !== null) pairs.push(pair)
    }
  }
  for (const row of held) {
    const isOpen = row.row.status !== "POSTED"
    const last = isOpen ? reach.postingDays : reach.restatedDays
    for (let days = -reach.restatedDays; days <= last; days++) {
      consider(row, byAmount.get(`${row.day + days}|${row.amount}`), true)
      if (isOpen && days >= 0 && days <= reach.restatedDays) consider(row, byDay.get(row.day + days), false)
    }
  }
  return pairs
}
