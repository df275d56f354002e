// A card whose bank knows each instalment of each purchase: shown ahead or not, on an open bill, then posted when the bill
// closes, on its closing day, with another text and as the case may be another id. `providerCode` carries the instalment's
// number for the judge; no rule reads it. Few shops and prices, so that purchases are often equal, some on one day.
import { addDays, type CivilDate, daysBetween, make as civilDate } from "../src/CivilDate.ts"
import * as DateInterval from "../src/DateInterval.ts"
import { decimal } from "../src/Money.ts"
import type { CollectedTransaction } from "../src/Transaction.ts"
import { type Bank, chance } from "./Bank.ts"

export const regimes = ["stable", "changes", "none"] as const
export type Regime = (typeof regimes)[number]

export interface Habits {
  readonly regime: Regime
  readonly days: number
  /** Whether rows are shown ahead of their months. */
  readonly ahead: boolean
  /** Whether the bank says on which day the purchase was made. */
  readonly saysPurchase: boolean
}

interface Slice {
  readonly key: string
  readonly shop: string
  readonly alike: string
  readonly number: number
  readonly total: number
  readonly bought: CivilDate
  readonly due: CivilDate
  readonly closes: CivilDate
  readonly cents: number
  readonly postedCents: number
}

const shops = ["LOJA AZUL", "MAGAZINE CENTRAL", "FARMACIA BOA"] as const
const prices = [10_000, 25_000] as const
const closingDay = 25
const billDays = 30

const slicesOf = (nth: number, bought: CivilDate, firstDay: CivilDate, luck: ReturnType<typeof chance>) => {
  const [shop, price, total] = [luck.pick(shops), luck.pick(prices), luck.pick([2, 3, 6])]
  const each = Math.floor(price / total)
  return Array.from({ length: total }, (_, index): Slice => {
    const due = addDays(bought, index * billDays)
    const age = daysBetween(firstDay, due)
    const closes = addDays(firstDay, Math.floor((age + billDays - closingDay) / billDays) * billDays + closingDay)
    return {
      key: `${nth}.${index + 1}`,
      shop,
      alike: `${shop}|${price}|${total}|${index + 1}`,
      number: index + 1,
      total,
      bought,
      due,
      closes,
      cents: each,
      postedCents: index === 0 ? price - each * (total - 1) : each
    }
  })
}

/** A history of `days` days with purchases, and as many more until every instalment is posted. */
export const make = (seed: number, habits: Habits): Bank => {
  const luck = chance(seed)
  const firstDay = civilDate("2026-01-05")
  const slices: Array<Slice> = []
  let purchases = 0
  for (let day = 0; day < habits.days; day++) {
    if (!luck.holds(0.12)) continue
    const bought = addDays(firstDay, day)
    const first = slicesOf(purchases++, bought, firstDay, luck)
    slices.push(...first)
    if (luck.holds(0.3)) {
      const again = purchases++
      slices.push(...first.map((slice) => ({ ...slice, key: `${again}.${slice.number}` })))
    }
  }
  const lastDay = addDays(firstDay, habits.days + 7 * billDays)
  const idOf = (slice: Slice, status: CollectedTransaction["status"]): { readonly institutionId?: string } => {
    if (habits.regime === "none") return {}
    return { institutionId: habits.regime === "stable" ? slice.key : `${status[1]}${slice.key}` }
  }
  const rowOf = (slice: Slice, today: CivilDate): CollectedTransaction => {
    const isPosted = daysBetween(slice.closes, today) >= 0
    const status = isPosted ? "POSTED" : daysBetween(slice.due, today) >= 0 ? "PENDING" : "SCHEDULED"
    const amount = decimal(((isPosted ? slice.postedCents : slice.cents) / 100).toFixed(2))
    return {
      ...idOf(slice, status),
      date: isPosted ? slice.closes : slice.due,
      status,
      type: "DEBIT",
      amount,
      currencyCode: "BRL",
      description: isPosted
        ? `${slice.shop} PARC ${slice.number} DE ${slice.total}`
        : `${slice.shop} ${String(slice.number).padStart(2, "0")}/${String(slice.total).padStart(2, "0")}`,
      providerCode: slice.key,
      creditCardMetadata: {
        installmentNumber: slice.number,
        totalInstallments: slice.total,
        ...(habits.saysPurchase ? { purchaseDate: slice.bought } : {}),
        ...(isPosted ? { billId: slice.closes } : {})
      }
    }
  }
  const shownOn = (today: CivilDate) =>
    slices
      .filter(({ bought, due }) => daysBetween(habits.ahead ? bought : due, today) >= 0)
      .map((slice) => rowOf(slice, today))
  return {
    firstDay,
    lastDay,
    luck,
    alike: (key) => slices.find((slice) => slice.key === key)?.alike ?? "",
    everything: shownOn,
    /** The rows of the windows, and what is still to come whatever was asked for. */
    show: (today, windows) =>
      shownOn(today).filter((row) => row.status === "SCHEDULED" || DateInterval.covers(windows, row.date))
  }
}
