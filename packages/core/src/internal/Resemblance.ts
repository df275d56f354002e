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

type Compare = (a: string, b: string) => number

/** Descriptions repeat, so each pair of texts is compared once. */
export const comparer = (ratio: Compare = Similarity.ratio): Compare => {
  const known = new Map<string, number>()
  return (a, b) => {
    const key = `${a}\u0000${b}`
    const before = known.get(key)
    if (before !== undefined) return before
    const similarity = ratio(a, b)
    known.set(key, similarity)
    return similarity
  }
}

type Looks = Pick<Resemblance, "score" | "similarity" | "weak">
type Look = (held: HeldRow, found: FoundRow, days: number, compare: Compare) => Looks | null

const strong = (score: number, similarity: number): Looks => ({ score, similarity, weak: false })

/** Restated within some days, or posted no earlier. */
const ofEqualAmount: Look = (held, found, days, compare) => {
  const [before, after] = [held.row.status, found.row.status]
  if (before === after) {
    if (Math.abs(days) > reach.restatedDays) return null
    const similarity = compare(held.text, found.text)
    return similarity >= threshold.restated ? strong(1 + similarity, similarity) : null
  }
  if (before === "POSTED" || after === "SCHEDULED" || days < 0) return null
  const similarity = compare(held.text, found.text)
  if (similarity >= threshold.posting) return strong(2 + similarity + (days === 0 ? sameDay : 0), similarity)
  return days <= reach.restatedDays ? { score: 1, similarity, weak: true } : null
}

/** Of an open row: a hold restated on its day word for word, or posted for more. */
const ofOtherAmount: Look = (held, found, days, compare) => {
  if (held.amount === found.amount) return null
  const [before, after] = [held.row.status, found.row.status]
  const isRestated = before === after
  if (isRestated ? before !== "PENDING" || days !== 0 : after === "SCHEDULED") return null
  if (!isRestated && !hasRisen(held.row.amount, found.row.amount)) return null
  const similarity = compare(held.text, found.text)
  return similarity >= (isRestated ? 1 : threshold.otherAmount) ? strong(1 + similarity, similarity) : null
}

/** Every pair that resembles each other, found through the days around each held row; `weak` also where it is doubted. */
export const all = (
  held: ReadonlyArray<HeldRow>,
  found: ReadonlyArray<FoundRow>,
  doubts: Doubt
): ReadonlyArray<Resemblance> => {
  const compare = comparer()
  const byAmount = Map.groupBy(found, ({ amount, day }) => `${day}|${amount}`)
  const byDay = Map.groupBy(found, ({ day }) => day)
  const pairs: Array<Resemblance> = []
  const consider = (row: HeldRow, candidates: ReadonlyArray<FoundRow> | undefined, days: number, look: Look) => {
    for (const candidate of candidates ?? []) {
      if (row.row.currencyCode !== candidate.row.currencyCode || !mayBeSamePurchase(row.row, candidate.row)) continue
      const looks = look(row, candidate, days, compare)
      if (looks === null) continue
      pairs.push({ held: row, found: candidate, days, ...looks, weak: looks.weak || doubts(row, candidate) })
    }
  }
  for (const row of held) {
    const isOpen = row.row.status !== "POSTED"
    const last = isOpen ? reach.postingDays : reach.restatedDays
    for (let days = -reach.restatedDays; days <= last; days++) {
      consider(row, byAmount.get(`${row.day + days}|${row.amount}`), days, ofEqualAmount)
      if (isOpen && days >= 0 && days <= reach.restatedDays) {
        consider(row, byDay.get(row.day + days), days, ofOtherAmount)
      }
    }
  }
  return pairs
}
