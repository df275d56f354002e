// A bank that knows each real transaction, and a person who spends at a few places again and again. What it shows of a
// transaction changes: pending, posted with another text, day, amount or id, shown late, taken back. `providerCode` carries
// the real transaction's number for the judge; no rule reads it.
import type { CivilDate } from "../src/CivilDate.ts"
import { addDays, daysBetween, make as civilDate } from "../src/CivilDate.ts"
import * as DateInterval from "../src/DateInterval.ts"
import { decimal } from "../src/Money.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"

/** When an id is shown, and whether posting changes it. */
export const regimes = ["stable", "changes at posting", "only when posted", "none"] as const
export type Regime = (typeof regimes)[number]

export interface Habits {
  readonly regime: Regime
  readonly days: number
  /** Days after which a hold that is never posted vanishes. */
  readonly holdDays: number
}

/** Numbers in [0, 1): the same seed, the same history. */
export const chance = (seed: number) => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const pick = <A>(options: readonly [A, ...ReadonlyArray<A>]): A =>
    options[Math.floor(next() * options.length)] ?? options[0]
  return { next, pick, holds: (probability: number) => next() < probability }
}
export type Chance = ReturnType<typeof chance>

const merchants: readonly [readonly [string, number | null], ...ReadonlyArray<readonly [string, number | null]>] = [
  ["CAFE DO CENTRO", 500],
  ["PADARIA PAO QUENTE", 750],
  ["METRO SP", 440],
  ["ATM CENTRO", 2000],
  ["RECARGA CELULAR", 5000],
  ["PIX ENVIADO", 10000],
  ["REST LUIGI", null],
  ["MERCADO SAO JOAO", null],
  ["POSTO SHELL", null]
]

interface Real {
  readonly number: number
  readonly day: CivilDate
  readonly text: string
  readonly cents: number
  readonly card: boolean
  readonly postsOn: CivilDate
  readonly postedDay: CivilDate
  readonly postedText: string
  readonly postedCents: number
  readonly shownFrom: CivilDate
  readonly goneFrom: CivilDate | null
}

const money = (cents: number) => decimal((-cents / 100).toFixed(2))

const spend = (number: number, day: CivilDate, habits: Habits, luck: Chance): Real => {
  const [text, fixed] = luck.pick(merchants)
  const cents = fixed ?? 300 + Math.floor(luck.next() * 19_701)
  const card = luck.holds(0.6)
  const postsOn = card ? addDays(day, luck.pick([1, 1, 2, 2, 3, 4])) : day
  const tipped = card && text === "REST LUIGI" && luck.holds(0.3)
  const isVoid = card && luck.holds(0.04)
  const isLate = !card && luck.holds(0.02)
  const isReversed = !card && luck.holds(0.01)
  return {
    number,
    day,
    text,
    cents,
    card,
    postsOn: isVoid ? addDays(day, 10_000) : postsOn,
    postedDay: card && luck.holds(0.5) ? postsOn : day,
    postedText: card && luck.holds(0.5) ? `${text} BR` : text,
    postedCents: tipped ? Math.round(cents * luck.pick([1.1, 1.15, 1.2])) : cents,
    shownFrom: isLate ? addDays(day, luck.pick([2, 3, 6, 9, 15])) : day,
    goneFrom: isVoid ? addDays(day, habits.holdDays) : isReversed ? addDays(day, 2) : null
  }
}

const idOf = (real: Real, isPosted: boolean, regime: Regime): { readonly institutionId?: string } => {
  switch (regime) {
    case "stable":
      return { institutionId: `t${real.number}` }
    case "changes at posting":
      return { institutionId: `${isPosted ? "q" : "p"}${real.number}` }
    case "only when posted":
      return isPosted ? { institutionId: `q${real.number}` } : {}
    case "none":
      return {}
  }
}

/** A history of `days` days and eight more without new transactions. */
export const make = (seed: number, habits: Habits) => {
  const luck = chance(seed)
  const firstDay = civilDate("2026-01-05")
  const lastDay = addDays(firstDay, habits.days + 8)
  const reals: Array<Real> = []
  for (let day = 0; day < habits.days; day++) {
    const count = luck.pick([0, 1, 1, 2, 2, 3, 4])
    for (let index = 0; index < count; index++) {
      reals.push(spend(reals.length, addDays(firstDay, day), habits, luck))
    }
  }
  const shownOn = (today: CivilDate) =>
    reals.filter(
      (real) =>
        daysBetween(real.shownFrom, today) >= 0 && (real.goneFrom === null || daysBetween(today, real.goneFrom) > 0)
    )
  const rowOf = (real: Real, today: CivilDate): CollectedTransaction => {
    const isPosted = !real.card || daysBetween(real.postsOn, today) >= 0
    return {
      ...idOf(real, isPosted, habits.regime),
      date: isPosted ? real.postedDay : real.day,
      status: isPosted ? "POSTED" : "PENDING",
      type: "DEBIT",
      amount: money(isPosted ? real.postedCents : real.cents),
      currencyCode: "BRL",
      description: isPosted ? real.postedText : real.text,
      providerCode: String(real.number)
    }
  }
  return {
    firstDay,
    lastDay,
    luck,
    /** Equal for transactions of the same merchant and amount. */
    alike: (number: string) => {
      const real = reals[Number(number)]
      return real === undefined ? "" : `${real.text}|${real.cents}`
    },
    /** All that the bank shows on a day. */
    everything: (today: CivilDate) => shownOn(today).map((real) => rowOf(real, today)),
    /** What it shows on a day of the windows. */
    show: (today: CivilDate, windows: ReadonlyArray<DateInterval.DateInterval>) =>
      shownOn(today)
        .map((real) => rowOf(real, today))
        .filter((row) => DateInterval.covers(windows, row.date))
  }
}
export type Bank = ReturnType<typeof make>
