// Which held row a collected instalment is: an instalment is known by its purchase and its number, whatever day, id or bill it
// has. A future row may be known so from anywhere; one that is due or posted only where a complete coverage did not show it.
// Banks round: the first instalment bears what is left over, so amounts agree within a cent for each instalment.
import { BigDecimal } from "effect"

import * as Installment from "../Installment.ts"
import * as LastingIds from "./LastingIds.ts"
import { pair } from "./Matching.ts"
import { type FoundRow, type HeldRow, isPosting, mayBeSamePurchase, type Rows } from "./MergeRow.ts"
import * as Similarity from "./Similarity.ts"

/** How far apart two descriptions of one shop may be, without what they say of the instalment. */
const samePlace = 0.6
const cent = BigDecimal.fromStringUnsafe("0.01")

/** The description without the instalment's number, in whatever way it is written: `parc 02/12`, `(2 de 12)`. */
const placeOf = ({ row, text }: HeldRow | FoundRow): string => {
  const { installmentNumber: number, totalInstallments: total } = row.creditCardMetadata ?? {}
  const marker = new RegExp(
    `[(-]?\\s*(?:parc(?:ela)?\\.?\\s*)?\\b0*${number}\\s*(?:/|de)\\s*0*${total ?? "\\d+"}\\b\\s*\\)?`
  )
  return text.replace(marker, " ").replaceAll(/\s+/g, " ").trim()
}

const isSamePlace = (a: string, b: string): boolean =>
  a === b || (a !== "" && b !== "" && (a.startsWith(b) || b.startsWith(a) || Similarity.ratio(a, b) >= samePlace))

const isSameAmount = ({ row: held }: HeldRow, { row: found }: FoundRow): boolean => {
  const { totalInstallments, installmentNumber } = found.creditCardMetadata ?? {}
  const many = totalInstallments ?? held.creditCardMetadata?.totalInstallments ?? installmentNumber ?? 1
  return !BigDecimal.isGreaterThan(
    BigDecimal.abs(BigDecimal.subtract(held.amount, found.amount)),
    BigDecimal.multiply(cent, BigDecimal.fromBigInt(BigInt(many)))
  )
}

const isSamePurchase = (held: HeldRow, found: FoundRow): boolean =>
  held.row.currencyCode === found.row.currencyCode &&
  Math.abs(found.day - held.day) <= Installment.reachDays &&
  mayBeSamePurchase(held.row, found.row) &&
  isSameAmount(held, found) &&
  isSamePlace(placeOf(held), placeOf(found))

const isPurchaseSaid = (held: HeldRow, found: FoundRow): boolean => {
  const day = held.row.creditCardMetadata?.purchaseDate
  return day != null && day === found.row.creditCardMetadata?.purchaseDate
}

/** From what a coverage proves, whether the held row may still be another than the collected one. */
const isFree = (held: HeldRow, found: FoundRow, isAbsent: boolean): boolean => {
  const [before, after] = [held.row.status, found.row.status]
  if (before !== after && before !== "SCHEDULED" && !isPosting(held, found)) return false
  if (held.row.state !== "live") return before === "SCHEDULED"
  return isAbsent || (before === "SCHEDULED" && (after !== "SCHEDULED" || isPurchaseSaid(held, found)))
}

const states = ["live", "deleted", "removed"] as const

/**
 * Pairs the instalments that nothing else explained, in the order of their days: first those of equal amount whose purchase
 * both sides date, then those of equal amount, then those within a cent for each instalment. `absent`: live rows that a
 * complete coverage did not show.
 */
export const settle = (rows: Rows, absent: ReadonlyArray<HeldRow>): void => {
  const found = rows.found.filter(({ paidBy, row }) => paidBy === null && Installment.isOne(row))
  if (found.length === 0) return
  const isAbsent = new Set(absent)
  const unpaid = rows.held.filter(({ pays, row }) => pays === null && Installment.isOne(row))
  const offers = Map.groupBy(
    states.flatMap((state) => unpaid.filter(({ row }) => row.state === state)),
    ({ row }) => row.creditCardMetadata?.installmentNumber
  )
  const lasting = LastingIds.learn(rows)
  const isEqualAmount = (held: HeldRow, row: FoundRow) => held.amount === row.amount
  for (const agrees of [
    (held: HeldRow, row: FoundRow) => isEqualAmount(held, row) && isPurchaseSaid(held, row),
    isEqualAmount,
    () => true
  ]) {
    for (const row of found) {
      if (row.paidBy !== null) continue
      const candidates = (offers.get(row.row.creditCardMetadata?.installmentNumber) ?? []).filter(
        (held) =>
          held.pays === null &&
          agrees(held, row) &&
          isFree(held, row, isAbsent.has(held)) &&
          isSamePurchase(held, row) &&
          !(held.id !== row.id && lasting(held, row))
      )
      const [held, ...others] = candidates
      if (held === undefined) continue
      pair(held, row, "installment")
      row.rivals = others.length
    }
  }
}
