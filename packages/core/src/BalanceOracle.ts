// Whether the rows of a statement explain its balances, to the cent. The order of the rows within a day may be any: what a day
// comes to does not depend on it, so a day agrees when some order of its rows passes through every balance that it states.
import { BigDecimal, Schema } from "effect"

import { type DayRow, jump, mayOpenAt, passes } from "./BalancePath.ts"
import { CivilDate } from "./CivilDate.ts"
import { Decimal } from "./Money.ts"
import type { CollectedTransaction } from "./Transaction.ts"

/**
 * - `amount`: what the row adds to the balance, in the account's currency.
 * - `balance`: of the account after the row, where the statement says it.
 * - `counts`: whether the row is in the balance; a pending row without a balance is not.
 */
export interface OracleRow {
  readonly date: CivilDate
  readonly amount: Decimal
  readonly balance: Decimal | null
  readonly counts: boolean
}

/**
 * - `Closes`: the opening balance is stated, and every later balance follows from it.
 * - `OpensAt`: no opening balance is stated; it was `balance` before the rows of `date`, and every stated balance follows.
 * - `DivergesSince`: the balances follow up to `date` and not from there on, null when there is no row at all; `by`: stated
 *   minus computed at the first balance that does not follow, `inAll`: at the last one.
 * - `NoEvidence`: fewer than two balances are stated, so nothing can be checked.
 *
 * `through`: the day of the last stated balance that follows, null when there is no row; `unproven`: rows after it.
 */
export const Verdict = Schema.TaggedUnion({
  Closes: {
    opening: Decimal,
    closing: Decimal,
    through: Schema.NullOr(CivilDate),
    unproven: Schema.Int
  },
  OpensAt: {
    date: CivilDate,
    balance: Decimal,
    through: Schema.NullOr(CivilDate),
    unproven: Schema.Int
  },
  DivergesSince: { date: Schema.NullOr(CivilDate), by: Decimal, inAll: Decimal },
  NoEvidence: {}
})
export type Verdict = typeof Verdict.Type

/**
 * A day of a statement: what its rows come to, and the balance before and after them as the days before have it, null where nothing says
 * it. `agrees`: whether the balances that the day states follow from `opening`, null where it states none. After a day that does not agree
 * the balance goes on from what that day states, so that each day is judged by itself.
 */
export interface DayVerdict {
  readonly date: CivilDate
  readonly rows: number
  readonly moved: Decimal
  readonly opening: Decimal | null
  readonly closing: Decimal | null
  readonly agrees: boolean | null
}

/** A collected or held row as the oracle reads it. The balance of a card is its debt, to which a purchase adds. */
export const rowOf = (
  row: Pick<CollectedTransaction, "amount" | "amountInAccountCurrency" | "balance" | "date" | "status">
): OracleRow => ({
  date: row.date,
  amount: row.amountInAccountCurrency ?? row.amount,
  balance: row.balance ?? null,
  counts: row.status === "POSTED" || row.balance != null
})

interface Day {
  readonly date: CivilDate
  readonly rows: ReadonlyArray<DayRow>
  readonly sum: bigint
  readonly isStated: boolean
}

const daysOf = (rows: ReadonlyArray<OracleRow>, cents: (amount: Decimal) => bigint): ReadonlyArray<Day> => {
  const counting = rows.filter(({ counts }) => counts)
  const isNewestFirst = (counting[0]?.date ?? "") > (counting.at(-1)?.date ?? "")
  const byDate = new Map<CivilDate, Array<DayRow>>()
  for (const row of isNewestFirst ? counting.toReversed() : counting) {
    const day = byDate.get(row.date) ?? []
    byDate.set(row.date, day)
    day.push({ amount: cents(row.amount), balance: row.balance === null ? null : cents(row.balance) })
  }
  return [...byDate]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, day]) => ({
      date,
      rows: day,
      sum: day.reduce((sum, { amount }) => sum + amount, 0n),
      isStated: day.some(({ balance }) => balance !== null)
    }))
}

/** How far the balances follow from what the first of the days opens at. */
interface Walk {
  readonly end: bigint
  /** Index of the last day whose stated balances follow, -1 for none. */
  readonly agreed: number
  /** Index of the first day whose stated balances do not follow. */
  readonly broken: number | null
  readonly by: bigint
}

const walk = (days: ReadonlyArray<Day>, first: number, opening: bigint): Walk => {
  let at = opening
  let agreed = -1
  for (const [index, day] of days.entries()) {
    if (index < first) continue
    if (day.isStated) {
      if (!passes(day.rows, at)) return { end: at, agreed, broken: index, by: jump(day.rows, at) }
      agreed = index
    }
    at += day.sum
  }
  return { end: at, agreed, broken: null, by: 0n }
}

interface Attempt {
  readonly opening: bigint
  readonly walk: Walk
}

/** The first of the openings from which every balance follows, else the one from which most do. */
const furthest = (openings: ReadonlyArray<bigint>, walkFrom: (opening: bigint) => Walk): Attempt => {
  let best: Attempt | null = null
  for (const opening of openings) {
    const tried = { opening, walk: walkFrom(opening) }
    if (tried.walk.broken === null) return tried
    if (best === null || tried.walk.broken > (best.walk.broken ?? 0)) best = tried
  }
  return best ?? { opening: 0n, walk: walkFrom(0n) }
}

interface Statement {
  readonly rows: ReadonlyArray<OracleRow>
  readonly opening?: Decimal | null
  readonly closing?: Decimal | null
}

/**
 * What the statement says of itself. `rows`: all rows of one account between `opening` and `closing`, in the institution's
 * order, oldest or newest first. The work is linear in the rows but for days that mix rows with and without balances, where
 * it is bounded.
 */
export const judge = (statement: Statement): Verdict => examine(statement).verdict

/** The same with each day that has a counting row, the first first. */
export const examine = (
  statement: Statement
): { readonly verdict: Verdict; readonly days: ReadonlyArray<DayVerdict> } => {
  const { closing = null, opening = null } = statement
  const all = statement.rows.flatMap(({ amount, balance }) => (balance === null ? [amount] : [amount, balance]))
  const scale = [opening, closing, ...all].reduce(
    (largest, amount) => Math.max(largest, amount === null ? 0 : BigDecimal.normalize(amount).scale),
    0
  )
  const cents = (amount: Decimal): bigint => BigDecimal.scale(amount, scale).value
  const decimal = (value: bigint): Decimal => BigDecimal.normalize(BigDecimal.make(value, scale))

  const days = daysOf(statement.rows, cents)
  const stated = days.flatMap(({ rows }) => rows).filter(({ balance }) => balance !== null).length
  const judged = (at: bigint | null) => daily(days, at, decimal)
  if (stated + (opening === null ? 0 : 1) + (closing === null ? 0 : 1) < 2) {
    return { verdict: Verdict.cases.NoEvidence.make({}), days: judged(opening === null ? null : cents(opening)) }
  }

  const first = opening === null ? days.findIndex(({ isStated }) => isStated) : 0
  const total = (from: number, to: number) => days.slice(from, to).reduce((sum, day) => sum + day.sum, 0n)
  const candidates = opening === null ? mayOpenAt(days[first]?.rows ?? []) : [cents(opening)]
  const { opening: at, walk: found } = furthest(candidates, (candidate) => {
    const tried = walk(days, first, candidate)
    const isShort = tried.broken === null && closing !== null && tried.end !== cents(closing)
    return isShort ? { ...tried, broken: days.length } : tried
  })

  const each = judged(at - total(0, Math.max(first, 0)))
  if (found.broken !== null) {
    const last = days.findLastIndex(({ isStated }) => isStated)
    const atLast = jump(days[last]?.rows ?? [], at + total(first, last))
    const inAll = closing === null ? atLast : cents(closing) - at - total(first, days.length)
    const verdict = Verdict.cases.DivergesSince.make({
      date: days[Math.min(found.agreed + 1, days.length - 1)]?.date ?? null,
      by: decimal(found.broken === days.length ? inAll : found.by),
      inAll: decimal(inAll)
    })
    return { verdict, days: each }
  }
  const through = closing === null ? found.agreed : days.length - 1
  const evidence = {
    through: days[through]?.date ?? null,
    unproven: days.slice(through + 1).reduce((count, { rows }) => count + rows.length, 0)
  }
  const [start] = days
  const verdict =
    opening === null && start !== undefined
      ? Verdict.cases.OpensAt.make({ ...evidence, date: start.date, balance: decimal(at - total(0, first)) })
      : Verdict.cases.Closes.make({ ...evidence, opening: decimal(at), closing: decimal(found.end) })
  return { verdict, days: each }
}

/** Day after day from what the first of them opens at, null where nothing says it. */
const daily = (
  days: ReadonlyArray<Day>,
  opening: bigint | null,
  decimal: (value: bigint) => Decimal
): ReadonlyArray<DayVerdict> => {
  const shown = (value: bigint | null) => (value === null ? null : decimal(value))
  let at = opening
  return days.map(({ date, isStated, rows, sum }) => {
    const before = at
    const agrees = before === null || !isStated ? null : passes(rows, before)
    at = before === null ? null : before + sum + (agrees === false ? jump(rows, before) : 0n)
    return { date, rows: rows.length, moved: decimal(sum), opening: shown(before), closing: shown(at), agrees }
  })
}
